import type { Command } from '../../command.js';
import { stepFlags, type Flag } from '../../options.js';
import { LISTING, REASON, REFERENCE, SHOWN, WHERE, ownFlag } from '../flags.js';

const FORMAT: Flag = ownFlag({
  name: 'format',
  key: 'export_format',
  type: 'text',
  placeholder: 'FORMAT',
  description: 'what the file is: onnx, torchscript, pymdp, rxinfer, or any other name',
});

const PATH: Flag = ownFlag({
  name: 'path',
  type: 'text',
  placeholder: 'FILE',
  description: 'the file; hashed and measured where it is there',
});

/** `--format` says here what the file is, so that `--json` alone asks for JSON. */
const CHANGING_FILES: readonly Flag[] = stepFlags(
  ['lock-timeout', 'actor', ...WHERE, ...SHOWN.filter((it) => it !== 'format')],
  { json: { description: 'print JSON' } },
);

/** Files that were made from versions. */
export const EXPORTS: readonly Command[] = [
  {
    name: 'export add',
    positionals: [REFERENCE],
    summary:
      'note a file that was made from a version; one of the same format and path is replaced',
    flags: [FORMAT, PATH, ...CHANGING_FILES, REASON],
    examples: [
      ['export add agent --format onnx --path out/agent.onnx', 'of the current version'],
      ['export add agent@1.0.0 --format pymdp --path agent.py', 'of this one'],
    ],
    load: async () => (await import('./export.js')).addExportCommand,
  },
  {
    name: 'export list',
    positionals: [{ ...REFERENCE, optional: true }],
    summary: 'list the files that were made from versions',
    flags: LISTING,
    examples: [
      ['export list', 'of all models'],
      ['export list agent@1.0.0', 'of one version'],
    ],
    load: async () => (await import('./export.js')).listExportsCommand,
  },
  {
    name: 'export rm',
    positionals: [REFERENCE],
    summary: 'forget the exports of one format; the files stay',
    flags: [FORMAT, { ...PATH, description: 'this file alone' }, ...CHANGING_FILES, REASON],
    examples: [
      ['export rm agent --format onnx', 'whichever version has it'],
      ['export rm agent@1.0.0 --format pymdp --path agent.py', 'one of several'],
    ],
    load: async () => (await import('./export.js')).removeExportCommand,
  },
];
