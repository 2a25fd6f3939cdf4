import { defineGroup } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';

/** The step, and the care for its registry. */
export const STEP = defineGroup({
  run: {
    ...SCHEMAS.run,
    kind: 'run',
    summary: 'run the step: extract, validate and register the specs',
    errors: [
      'target-missing',
      'target-not-a-folder',
      'target-unreadable',
      'registry-unreadable',
      'registry-corrupt',
    ],
    http: 'POST /runs',
    examples: [
      [{}, 'register the specs of input/gnn_files'],
      [{ check: true, fail_on: 'warning' }, 'in CI: is the registry up to date and sound?'],
    ],
    library: { function: 'processModelRegistry' },
    load: async () => (await import('../maintenance/run.js')).RUN,
  },
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
    library: { function: 'verifyRegistry' },
    load: async () => (await import('../maintenance/verify/index.js')).VERIFY,
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
    library: { function: 'rebuildRegistry' },
    load: async () => (await import('../maintenance/rebuild/index.js')).REBUILD,
  },
});
