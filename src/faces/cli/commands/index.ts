import { ALIASES } from '../../../operations/table/aliases.js';
import { EXPORTS } from '../../../operations/table/exports.js';
import { HEALTH } from '../../../operations/table/health.js';
import { LIFECYCLE } from '../../../operations/table/lifecycle.js';
import { METRICS } from '../../../operations/table/metrics.js';
import { LINEAGE } from '../../../operations/table/lineage.js';
import { QUERIES } from '../../../operations/table/queries.js';
import { STEP } from '../../../operations/table/step.js';
import { TAGS } from '../../../operations/table/tags.js';
import { VERSIONS } from '../../../operations/table/versions.js';
import type { Command } from '../command.js';
import { commandOf } from '../operation-command.js';
import type { Flag } from '../options.js';
import { BINDINGS } from './bindings/index.js';
import { EXCHANGE } from './exchange/index.js';
import { RETENTION } from './retention/index.js';
import { RUN } from './step/index.js';

/** Every command; the first one runs where none is named. */
export const COMMANDS: readonly Command[] = [
  RUN,
  ...Object.entries(STEP).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(VERSIONS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(QUERIES).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(LIFECYCLE).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(TAGS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(ALIASES).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(LINEAGE).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(METRICS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(EXPORTS).map(([name, it]) => commandOf(name, it)),
  ...BINDINGS,
  ...Object.entries(HEALTH).map(([name, it]) => commandOf(name, it)),
  ...RETENTION,
  ...EXCHANGE,
];

/** Every flag of any command, each name once. */
export const ALL_FLAGS: readonly Flag[] = [
  ...new Map(
    COMMANDS.flatMap(({ flags }) => flags.map((flag): [string, Flag] => [flag.name, flag])),
  ).values(),
];
