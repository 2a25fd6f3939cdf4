/** The health of models from the best to what is not known, for lists that are sorted by it. */
export const HEALTH_ORDER: readonly string[] = [
  'healthy',
  'degraded',
  'unhealthy',
  'loading',
  'unknown',
];
