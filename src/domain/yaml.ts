/** How YAML that somebody else wrote is parsed: version 1.2, without duplicate keys or aliases. */
export const YAML_OPTIONS = {
  version: '1.2',
  strict: true,
  uniqueKeys: true,
  // Node prints a warning as it is, with the text of the file.
  logLevel: 'error',
} as const;

/** How it becomes values: a few lines of aliases can expand to gigabytes. */
export const NO_ALIASES = { maxAliasCount: 0 } as const;
