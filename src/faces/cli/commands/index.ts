import { ALIASES } from '../../../operations/table/aliases.js';
import { BINDINGS } from '../../../operations/table/bindings.js';
import { EXCHANGE } from '../../../operations/table/exchange.js';
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
import { createCommand } from '../operation-command.js';
import { createProgram } from '../program.js';
import type { Program } from '../program.js';
import { STEP_COMMANDS } from './step/index.js';
import { COMPLETION } from './completion/index.js';

/** Every command; the first one runs if none is named. */
export const COMMANDS: readonly Command[] = [
  ...STEP_COMMANDS,
  ...Object.entries(VERSIONS).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(QUERIES).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(LIFECYCLE).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(TAGS).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(ALIASES).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(LINEAGE).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(METRICS).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(EXPORTS).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(BINDINGS).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(HEALTH).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(RETENTION).map(([name, operation]) => createCommand(name, operation)),
  ...Object.entries(EXCHANGE).map(([name, operation]) => createCommand(name, operation)),
  COMPLETION,
];

/** The installed program. */
export const PROGRAM: Program = createProgram(COMMANDS);
