/** Calls of every method of the library, and what no method may take or hand out. */
import { writeSpecs, specText } from './specs.mjs';

/** Arguments that each method takes. Row 25 tries them, and values that it may not have among them. */
export const CALLS = {
  getModelVersions: ['agent'],
  getVersionSource: ['agent@1.0.0'],
  listVersions: ['agent', { status: 'all', limit: 5 }],
  compareModelVersions: ['agent@1.0.0', 'agent'],
  getChangelog: ['agent'],
  explainBump: ['in/agent.md'],
  checkSpecs: [['in/agent.md', 'in']],
  rollbackModel: ['agent', '1.0.0'],
  listDuplicates: [],
  listModels: [{ status: 'all', sort: '-updated', limit: 5 }],
  getModelInfo: ['agent', { field: 'versions' }],
  searchModels: ['agent', { limit: 3 }],
  statistics: [],
  describeModel: ['agent'],
  drawModel: ['agent', { format: 'dot' }],
  createReport: [{ days: 3 }],
  getHistory: ['agent', { limit: 3 }],
  staleModels: [3],
  deprecateModel: ['spare', { reason: 'slow', replacement: 'agent' }],
  archiveModel: ['spare', { reason: 'old', force: true }],
  retireModel: ['spare', { reason: 'gone' }],
  activateModel: ['spare', { reason: 'again' }],
  renameModel: ['spare', 'renamed', { reason: 'a trial' }],
  joinModels: ['fresh', 'spare', { reason: 'a trial' }],
  deleteModel: ['spare', { force: true, reason: 'gone' }],
  restoreModel: ['spare', { reason: 'again' }],
  listGenerations: [],
  restoreGeneration: [1, { reason: 'a trial' }],
  addTag: ['agent', 'new', { reason: 'a trial' }],
  removeTag: ['agent', 'new', { reason: 'a trial' }],
  listTags: ['agent'],
  listVariables: ['agent@1.0.0'],
  promoteModel: ['agent@1.0.0', 'stable', { keepOthers: true }],
  setAlias: ['agent@1.0.0', 'best', { protect: false, force: true }],
  removeAlias: ['agent', 'best', { force: true }],
  listAliases: ['agent'],
  resolveFile: ['agent@1.0.0', { spec: false }],
  linkModels: ['spare', 'agent', 'derived_from', { reason: 'a trial' }],
  unlinkModels: ['spare', 'agent', { reason: 'a trial' }],
  getLineage: ['agent'],
  setMetrics: ['agent', { accuracy: 0.5, loss: 2 }, { reason: 'a trial' }],
  removeMetrics: ['agent', ['accuracy'], { reason: 'a trial' }],
  getMetrics: ['agent'],
  setFacts: ['agent', { score: 0.5, region: 'eu', objectiveMet: true }],
  removeFacts: ['agent', ['region'], { reason: 'a trial' }],
  compareModels: [['agent', 'spare'], { metrics: ['loss'] }],
  addExportFormat: ['agent', { format: 'onnx', path: 'agent.onnx' }],
  listExports: ['agent'],
  removeExport: ['agent', 'onnx', 'agent.onnx', { reason: 'a trial' }],
  addBinding: [
    'agent',
    { provider: 'cloud', modelId: 'a', config: { replicas: [1, { at: 'x' }] } },
  ],
  updateBinding: ['agent', { provider: 'cloud', successRate: 0.5, region: null }],
  listBindings: ['agent', { provider: 'cloud' }],
  removeBinding: ['agent', 'cloud', 'a', { reason: 'a trial' }],
  getHealth: ['agent'],
  setHealth: ['agent', 'degraded', 'slow', { reason: 'a trial' }],
  recordUse: ['agent'],
  getAuditHead: [],
  retentionStats: [{ keep: 2 }],
  applyRetention: [{ keep: 9, archiveAfterDays: 900 }],
  collectGarbage: [{ dryRun: true }],
  updateModelMetadata: ['agent', { author: 'Ada', team: null }, { reason: 'a trial' }],
  // Weights alone are served.
  setServing: ['agent', { preload: true, reason: 'a trial' }],
  importRegistry: ['other/4_model_registry_output/model_registry.json'],
  // Those that are no operations of the table.
  getModel: ['agent'],
  resolveReference: ['agent@1.0.0'],
  registerModel: ['in/fresh.md'],
  createModelVersion: ['agent', { bump: 'major' }],
};

/** Values that no method takes, at whatever depth. */
export const POISONS = [
  Number.NaN,
  -Infinity,
  1n,
  Symbol('text'),
  () => 'text',
  new Map([['loss', 1]]),
  new Set(['agent']),
  new Date(0),
  /agent/,
  new Uint8Array(3),
  Object('agent'),
  Promise.resolve('agent'),
  Object.assign(Object.create({ inherited: 1 }), { own: 1 }),
];

/** Replaces one value by another, somewhere in a list of arguments. Poison in its place: it is not taken. */
export function poison(given, random) {
  const copy = structuredClone(given);
  let [holder, key] = [copy, random.below(Math.max(1, copy.length))];
  while (typeof holder[key] === 'object' && holder[key] !== null && random.below(3) > 0) {
    holder = holder[key];
    key = random.pick([...Object.keys(holder), Array.isArray(holder) ? holder.length : 'colour']);
  }
  holder[key] = random.pick(POISONS);
  return copy;
}

/** Tries to change a value at every depth. */
export function vandalise(value) {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) {
    value.fill(0);
    return;
  }
  for (const key of Object.keys(value)) {
    vandalise(value[key]);
    Reflect.set(value, key, 'changed');
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'length', 0);
  Reflect.set(value, 'added', 'changed');
  Reflect.setPrototypeOf(value, null);
}

/** Writes specs of three models in versions. @returns the texts of the versions of each */
export function writeVersion(folder, at) {
  writeSpecs(folder, ['agent', 'spare', 'past'], (id) => specText(id, `Version ${at}.`));
}
