import type { StoreEnvironment, StoreOptions } from '../port.js';
import type { Layout } from './layout.js';

/** The output of a registry, and how it is read and written. */
export interface Output {
  readonly layout: Layout;
  readonly options: StoreOptions;
  readonly env: StoreEnvironment;
}
