/** Every operation on a registry, defined once for all faces. */
import type { Operation } from './operation.js';
import type { Inputs } from './generated/shapes.js';
import { ALIASES } from './table/aliases.js';
import { AUDIT } from './table/audit.js';
import { BINDINGS } from './table/bindings.js';
import { EXCHANGE } from './table/exchange.js';
import { EXPORTS } from './table/exports.js';
import { FACTS } from './table/facts.js';
import { GENERATIONS } from './table/generations.js';
import { HEALTH } from './table/health.js';
import { LIFECYCLE } from './table/lifecycle.js';
import { METRICS } from './table/metrics.js';
import { LINEAGE } from './table/lineage.js';
import { QUERIES } from './table/queries.js';
import { START } from './table/start.js';
import { STEP } from './table/step.js';
import { RETENTION } from './table/retention.js';
import { TAGS } from './table/tags.js';
import { VERSIONS } from './table/versions.js';
import { WEIGHTS } from './table/weights.js';

/** The operations by name, in the order of the help. */
export const OPERATIONS = {
  ...STEP,
  ...START,
  ...VERSIONS,
  ...QUERIES,
  ...LIFECYCLE,
  ...TAGS,
  ...ALIASES,
  ...LINEAGE,
  ...METRICS,
  ...FACTS,
  ...EXPORTS,
  ...BINDINGS,
  ...HEALTH,
  ...AUDIT,
  ...GENERATIONS,
  ...RETENTION,
  ...EXCHANGE,
  ...WEIGHTS,
};

/** Operations by name: those of {@link OPERATIONS}, and more in tests. */
export type Operations = Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

/** The code of an operation. */
export type CodeOf<Name extends OperationName> = Awaited<
  ReturnType<(typeof OPERATIONS)[Name]['load']>
>;

/** What the library returns. */
export type HandedOf<Name extends OperationName> = ReturnType<NonNullable<CodeOf<Name>['hand']>>;

/** The result of an operation; a mutation also reports whether anything changed. */
export type ResultOf<Name extends OperationName> = Parameters<CodeOf<Name>['present']>[0];

/** The input of an operation. */
export type InputOf<Name extends OperationName> = Inputs[Name];
