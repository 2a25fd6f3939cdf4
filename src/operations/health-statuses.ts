import type { Health } from '../domain/model.js';

/** What the health of a model can be. Apart from what changes it: the table of commands tells it too. */
export const HEALTH_STATUSES: readonly Health['status'][] = [
  'unknown',
  'healthy',
  'degraded',
  'unhealthy',
  'loading',
];
