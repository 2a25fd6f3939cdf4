import { LINEAGE } from '../../../operations/table/lineage.js';
import { QUERIES } from '../../../operations/table/queries.js';
import { TAGS } from '../../../operations/table/tags.js';
import { VERSIONS } from '../../../operations/table/versions.js';
import type { Command } from '../command.js';
import { commandOf } from '../operation-command.js';
import type { Flag } from '../options.js';
import { ALIASES } from './aliases/index.js';
import { BINDINGS } from './bindings/index.js';
import { EXCHANGE } from './exchange/index.js';
import { EXPORTS } from './exports/index.js';
import { HEALTH } from './health/index.js';
import { LIFECYCLE } from './lifecycle/index.js';
import { METRICS } from './metrics/index.js';
import { RETENTION } from './retention/index.js';
import { STEP_COMMANDS } from './step/index.js';

/** Every command; the first one runs where none is named. */
export const COMMANDS: readonly Command[] = [
  ...STEP_COMMANDS,
  ...Object.entries(VERSIONS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(QUERIES).map(([name, it]) => commandOf(name, it)),
  ...LIFECYCLE,
  ...Object.entries(TAGS).map(([name, it]) => commandOf(name, it)),
  ...ALIASES,
  ...Object.entries(LINEAGE).map(([name, it]) => commandOf(name, it)),
  ...METRICS,
  ...EXPORTS,
  ...BINDINGS,
  ...HEALTH,
  ...RETENTION,
  ...EXCHANGE,
];

/** Every flag of any command, each name once. */
export const ALL_FLAGS: readonly Flag[] = [
  ...new Map(
    COMMANDS.flatMap(({ flags }) => flags.map((flag): [string, Flag] => [flag.name, flag])),
  ).values(),
];
