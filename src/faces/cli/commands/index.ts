import { ALIASES } from '../../../operations/table/aliases.js';
import { BINDINGS } from '../../../operations/table/bindings.js';
import { EXPORTS } from '../../../operations/table/exports.js';
import { HEALTH } from '../../../operations/table/health.js';
import { LIFECYCLE } from '../../../operations/table/lifecycle.js';
import { METRICS } from '../../../operations/table/metrics.js';
import { LINEAGE } from '../../../operations/table/lineage.js';
import { QUERIES } from '../../../operations/table/queries.js';
import { RETENTION } from '../../../operations/table/retention.js';
import { TAGS } from '../../../operations/table/tags.js';
import { VERSIONS } from '../../../operations/table/versions.js';
import type { Command } from '../command.js';
import { commandOf } from '../operation-command.js';
import { programOf } from '../program.js';
import type { Program } from '../program.js';
import { EXCHANGE } from './exchange/index.js';
import { STEP_COMMANDS } from './step/index.js';

/** Every command; the first one runs where none is named. */
export const COMMANDS: readonly Command[] = [
  ...STEP_COMMANDS,
  ...Object.entries(VERSIONS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(QUERIES).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(LIFECYCLE).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(TAGS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(ALIASES).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(LINEAGE).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(METRICS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(EXPORTS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(BINDINGS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(HEALTH).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(RETENTION).map(([name, it]) => commandOf(name, it)),
  ...EXCHANGE,
];

/** The program as it is installed. */
export const PROGRAM: Program = programOf(COMMANDS);
