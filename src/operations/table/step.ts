import { defineGroup } from '../definition.js';
import { SCHEMAS } from '../generated/schemas.js';

/** The step, and the care for its registry. */
export const STEP = defineGroup({
  verify: {
    ...SCHEMAS.verify,
    kind: 'run',
    summary: 'check that everything is as the registry says, and repair it',
    errors: ['registry-missing', 'registry-unreadable'],
    http: 'POST /verifications',
    examples: [
      [{}, 'look at everything; writes nothing'],
      [{ repair: true }, 'says what was repaired, and what is left'],
    ],
    library: { method: 'verify' },
    load: async () => (await import('../verify/index.js')).VERIFY,
  },
  rebuild: {
    ...SCHEMAS.rebuild,
    kind: 'run',
    summary: 'rebuild a lost registry from the archived sources',
    errors: ['registry-sound', 'registry-missing', 'registry-unreadable'],
    http: 'POST /rebuilds',
    examples: [
      [{ dry_run: true }, 'what there is to make it from'],
      [{}, 'what was in its place is kept aside'],
    ],
    library: { method: 'rebuild' },
    load: async () => (await import('../rebuild/index.js')).REBUILD,
  },
});
