/** What serves the calls of clients: the registry, kept in memory, and one writer at a time. */
import type { Environment, StepOptions } from '../../domain/options.js';
import { createResident, type Resident } from '../../operations/resident.js';
import type { Tool } from './tool.js';
import { listTools, type Offer } from './tools.js';
import { wordForClients } from './wording.js';

/** What a server is started with. */
export interface ServiceOptions extends Offer {
  readonly options: StepOptions;
  /** Its working directory is the workspace, which no path of a client leaves. */
  readonly env: Environment;
  readonly version: string;
  /** The most tokens of an answer, unless a call says so. */
  readonly maxTokens: number;
  /** Answers to the names of the field's own server, too. */
  readonly compat: boolean;
}

/** One server for all its clients. */
export interface Service extends ServiceOptions, Pick<Resident, 'word' | 'kept' | 'inTurn'> {
  readonly tools: ReadonlyMap<string, Tool>;
}

/** @throws RegistryError `usage` for a toolset that there is not */
export function createService(given: ServiceOptions): Service {
  const tools = listTools(given);
  return { ...given, ...createResident({ ...given, word: wordForClients(tools) }), tools };
}
