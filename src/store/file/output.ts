import type { StoreEnvironment, StoreOptions } from '../port.js';
import type { Layout } from './layout.js';

/** The output of a registry, with the options and environment to read and write it. */
export interface Output {
  readonly layout: Layout;
  readonly options: StoreOptions;
  readonly env: StoreEnvironment;
}
