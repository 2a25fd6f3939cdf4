/** Names of inputs: `keepOthers` in code is `keep_others` in JSON. Pure. */

/** `keep_others` → `keepOthers`; what follows the first key of a path is the caller's own. */
export function toCamelCase(path: string): string {
  const [key = '', ...rest] = path.split('.');
  const written = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return [written, ...rest].join('.');
}

/** `keepOthers` → `keep_others`, `costPer1000` → `cost_per_1000`. */
export function toSnakeCase(key: string): string {
  return key.replace(/[A-Z0-9]+/g, (run) => `_${run.toLowerCase()}`);
}
