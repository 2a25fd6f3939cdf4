/** The file of tokens unless one is named. */
export const DEFAULT_TOKENS = 'gnn-registry.tokens.json';
