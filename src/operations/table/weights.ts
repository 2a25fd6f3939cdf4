import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Models of weights, beside those that are written in GNN. */
export const WEIGHTS = defineGroup('Weights', {
  discover: {
    kind: 'change',
    summary: 'find models of weights in folders: GGUF, safetensors, ONNX and checkpoints',
    errors: [],
    http: 'POST /discoveries',
    examples: [
      [{ folders: ['weights'] }, 'shows what is there; only headers are read'],
      [{ folders: ['weights'], dry_run: true }, 'shows what would be registered'],
      [{ folders: ['weights'], register: true }, 'registers new and changed ones'],
    ],
    library: { absent: 'it hashes large files, and belongs to a command or a service' },
    load: async () => (await import('../mutations/discover.js')).DISCOVER,
  },
  select: {
    kind: 'query',
    summary: 'pick the model of weights that fits best, and say why the others were passed over',
    errors: ['value-refused'],
    http: 'GET /selection',
    examples: [
      [{ min_parameters: '3B', max_size: '8GB', healthy: true }, 'the largest that fits'],
      [{ license: 'commercial', min_context: 32_768 }, 'for products, with a long context'],
    ],
    library: { absent: '`listModels` gives the facts to choose by' },
    load: async () => (await import('../queries/select.js')).SELECT,
  },
  'serving set': {
    kind: 'change',
    summary: 'say how weights are to be served: whether at all, loaded beforehand, as the default',
    errors: [...REFERENCE_ERRORS, 'value-refused'],
    http: 'PUT /models/{id}/serving',
    examples: [
      [{ id: 'Llama-3.2-1B', default: true, preload: true }, 'used where no weights are named'],
      [{ id: 'Llama-3.2-1B', enabled: false }, 'not served, and no longer the default'],
    ],
    library: { method: 'setServing' },
    load: async () => (await import('../mutations/serving.js')).SERVING_SET,
  },
});
