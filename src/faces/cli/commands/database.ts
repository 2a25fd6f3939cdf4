/** The commands that look after a database, and take registries in and out of it. */
import type { Command } from '../command.js';
import { PLAIN_FORMATS, stepFlags } from '../options.js';

const OF_DATABASE = [
  'database',
  'registry',
  'config',
  'format',
  'json',
  'quiet',
  'help',
  'version',
];
const OF_TRANSFER = ['output-dir', 'registry-path', ...OF_DATABASE];

export const DATABASE: readonly Command[] = [
  {
    name: 'db migrate',
    topic: 'Exchange',
    positionals: [],
    summary: 'make the tables of a database, or bring them up to date',
    flags: [
      {
        name: 'partitions',
        type: 'integer',
        group: 'Run',
        placeholder: 'N',
        range: [2, 1024],
        description: 'divide the tables of models into so many parts, if they are made now',
        commandLineOnly: true,
      },
      ...stepFlags(OF_DATABASE, PLAIN_FORMATS),
    ],
    examples: [
      ['db migrate --database postgres://owner@db/gnn', 'once, and after every update'],
      ['db migrate --partitions 16', 'for a registry that grows beyond a million models'],
    ],
    load: async () => (await import('./db.js')).migrateCommand,
  },
  {
    name: 'db status',
    topic: 'Exchange',
    positionals: [],
    summary: 'show the server, the state of the tables, and the registries of a database',
    flags: stepFlags(OF_DATABASE, PLAIN_FORMATS),
    examples: [['db status', 'of the database that GNN_REGISTRY_DATABASE names']],
    load: async () => (await import('./db.js')).statusCommand,
  },
  {
    name: 'db import',
    topic: 'Exchange',
    positionals: [],
    summary: 'copy a registry of files to a database, with its history and its audit log',
    flags: stepFlags(OF_TRANSFER, PLAIN_FORMATS),
    examples: [
      ['db import --output-dir output', 'the files stay as they are'],
      ['db import --registry robots', 'under a name of its own'],
    ],
    load: async () => (await import('./db.js')).importCommand,
  },
  {
    name: 'db export',
    topic: 'Exchange',
    positionals: [],
    summary: 'copy a registry of a database to files, with its history and its audit log',
    flags: stepFlags(OF_TRANSFER, PLAIN_FORMATS),
    examples: [['db export --output-dir copy', 'the database stays as it is']],
    load: async () => (await import('./db.js')).exportCommand,
  },
];
