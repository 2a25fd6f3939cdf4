import { ALIASES } from '../../../operations/table/aliases.js';
import { BINDINGS } from '../../../operations/table/bindings.js';
import { EXCHANGE } from '../../../operations/table/exchange.js';
import { EXPORTS } from '../../../operations/table/exports.js';
import { HEALTH } from '../../../operations/table/health.js';
import { LIFECYCLE } from '../../../operations/table/lifecycle.js';
import { METRICS } from '../../../operations/table/metrics.js';
import { LINEAGE } from '../../../operations/table/lineage.js';
import { QUERIES } from '../../../operations/table/queries.js';
import { STEP } from '../../../operations/table/step.js';
import { RETENTION } from '../../../operations/table/retention.js';
import { TAGS } from '../../../operations/table/tags.js';
import { VERSIONS } from '../../../operations/table/versions.js';
import type { Command } from '../command.js';
import { commandOf } from '../operation-command.js';
import { programOf, type Program } from '../program.js';
import { COMPLETION } from './completion/index.js';
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
  ...Object.entries(BINDINGS).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(HEALTH).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(RETENTION).map(([name, it]) => commandOf(name, it)),
  ...Object.entries(EXCHANGE).map(([name, it]) => commandOf(name, it)),
  COMPLETION,
];

/** The program as it is installed. */
export const PROGRAM: Program = programOf(COMMANDS);
