// Generated from schemas/ by `npm run generate`. Do not edit.
import { shareText } from '../share-text.js';
import type { Persisted } from './persisted.js';

/** What completes the objects that an object holds. */
export interface Inner {
  readonly one: (shape: keyof Persisted, value: unknown) => unknown;
  readonly each: (shape: keyof Persisted, value: unknown) => unknown;
  /** Adds the keys that no schema knows. @param known - how many keys the copy has from the object */
  readonly end: (from: Values, to: Values, known: number) => Values;
}

type Values = Readonly<Record<string, unknown>>;

/** Copies the keys of a shape, in its order, with null for what was left out. */
type Complete = (from: Values, inner: Inner) => Values;

/** The shapes in which something may be left out. Each names its keys: a loop over them is far slower. */
export const NULLS: { readonly [S in keyof Persisted]?: Complete } = {
  registry(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['schema'];
    if (it !== undefined) {
      to['schema'] = it;
      known += 1;
    }
    it = from['version'];
    if (it !== undefined) {
      to['version'] = it;
      known += 1;
    }
    it = from['generation'];
    if (it !== undefined) {
      to['generation'] = it;
      known += 1;
    }
    it = from['checksum'];
    if (it !== undefined) {
      to['checksum'] = it;
      known += 1;
    }
    it = from['updated_at'];
    if (it !== undefined) {
      to['updated_at'] = shareText(it);
      known += 1;
    }
    it = from['audit'];
    if (it !== undefined) {
      to['audit'] = it;
      known += 1;
    }
    it = from['models'];
    if (it !== undefined) {
      to['models'] = inner.each('entry', it);
      known += 1;
    }
    it = from['deleted_models'];
    if (it !== undefined) {
      to['deleted_models'] = inner.each('entry', it);
      known += 1;
    }
    it = from['foreign'];
    if (it !== undefined) {
      to['foreign'] = it;
      known += 1;
    }
    it = from['purged'];
    if (it !== undefined) {
      to['purged'] = it;
      known += 1;
    }
    it = from['unwritten_specs'];
    if (it !== undefined) {
      to['unwritten_specs'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  entry_metadata(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['variables'];
    if (it !== undefined) {
      to['variables'] = it;
      known += 1;
    } else to['variables'] = null;
    it = from['connections'];
    if (it !== undefined) {
      to['connections'] = it;
      known += 1;
    } else to['connections'] = null;
    it = from['edges'];
    if (it !== undefined) {
      to['edges'] = it;
      known += 1;
    } else to['edges'] = null;
    it = from['parameters'];
    if (it !== undefined) {
      to['parameters'] = it;
      known += 1;
    } else to['parameters'] = null;
    it = from['equations'];
    if (it !== undefined) {
      to['equations'] = it;
      known += 1;
    } else to['equations'] = null;
    it = from['ontology_terms'];
    if (it !== undefined) {
      to['ontology_terms'] = it;
      known += 1;
    } else to['ontology_terms'] = null;
    it = from['formats_generated'];
    if (it !== undefined) {
      to['formats_generated'] = it;
      known += 1;
    } else to['formats_generated'] = null;
    it = from['author'];
    if (it !== undefined) {
      to['author'] = shareText(it);
      known += 1;
    } else to['author'] = null;
    it = from['license'];
    if (it !== undefined) {
      to['license'] = it;
      known += 1;
    } else to['license'] = null;
    it = from['date'];
    if (it !== undefined) {
      to['date'] = it;
      known += 1;
    } else to['date'] = null;
    it = from['source'];
    if (it !== undefined) {
      to['source'] = it;
      known += 1;
    } else to['source'] = null;
    it = from['framework_targets'];
    if (it !== undefined) {
      to['framework_targets'] = it;
      known += 1;
    }
    it = from['weights'];
    if (it !== undefined) {
      to['weights'] = inner.one('weights_summary', it);
      known += 1;
    }
    return inner.end(from, to, known);
  },
  health(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['status'];
    if (it !== undefined) {
      to['status'] = it;
      known += 1;
    }
    it = from['errors'];
    if (it !== undefined) {
      to['errors'] = it;
      known += 1;
    }
    it = from['warnings'];
    if (it !== undefined) {
      to['warnings'] = it;
      known += 1;
    }
    it = from['checked_at'];
    if (it !== undefined) {
      to['checked_at'] = shareText(it);
      known += 1;
    } else to['checked_at'] = null;
    it = from['checked_with'];
    if (it !== undefined) {
      to['checked_with'] = shareText(it);
      known += 1;
    } else to['checked_with'] = null;
    it = from['message'];
    if (it !== undefined) {
      to['message'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  version_entry(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['version'];
    if (it !== undefined) {
      to['version'] = it;
      known += 1;
    }
    it = from['file_path'];
    if (it !== undefined) {
      to['file_path'] = shareText(it);
      known += 1;
    }
    it = from['created_at'];
    if (it !== undefined) {
      to['created_at'] = shareText(it);
      known += 1;
    }
    it = from['hash'];
    if (it !== undefined) {
      to['hash'] = shareText(it);
      known += 1;
    } else to['hash'] = null;
    it = from['semantic_hash'];
    if (it !== undefined) {
      to['semantic_hash'] = shareText(it);
      known += 1;
    } else to['semantic_hash'] = null;
    it = from['bump'];
    if (it !== undefined) {
      to['bump'] = it;
      known += 1;
    } else to['bump'] = null;
    it = from['previous'];
    if (it !== undefined) {
      to['previous'] = it;
      known += 1;
    } else to['previous'] = null;
    it = from['changes'];
    if (it !== undefined) {
      to['changes'] = inner.one('version_changes', it);
      known += 1;
    } else to['changes'] = null;
    it = from['same_content_as'];
    if (it !== undefined) {
      to['same_content_as'] = it;
      known += 1;
    } else to['same_content_as'] = null;
    it = from['metadata'];
    if (it !== undefined) {
      to['metadata'] = inner.one('entry_metadata', it);
      known += 1;
    }
    it = from['source'];
    if (it !== undefined) {
      to['source'] = it;
      known += 1;
    } else to['source'] = null;
    it = from['tags'];
    if (it !== undefined) {
      to['tags'] = it;
      known += 1;
    }
    it = from['metrics'];
    if (it !== undefined) {
      to['metrics'] = it;
      known += 1;
    }
    it = from['metric_directions'];
    if (it !== undefined) {
      to['metric_directions'] = it;
      known += 1;
    }
    it = from['facts'];
    if (it !== undefined) {
      to['facts'] = it;
      known += 1;
    }
    it = from['exports'];
    if (it !== undefined) {
      to['exports'] = inner.each('export', it);
      known += 1;
    }
    it = from['bindings'];
    if (it !== undefined) {
      to['bindings'] = inner.each('binding', it);
      known += 1;
    }
    it = from['archived_at'];
    if (it !== undefined) {
      to['archived_at'] = it;
      known += 1;
    }
    it = from['deleted_at'];
    if (it !== undefined) {
      to['deleted_at'] = it;
      known += 1;
    }
    it = from['foreign'];
    if (it !== undefined) {
      to['foreign'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  entry(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['model_id'];
    if (it !== undefined) {
      to['model_id'] = it;
      known += 1;
    }
    it = from['former_ids'];
    if (it !== undefined) {
      to['former_ids'] = it;
      known += 1;
    }
    it = from['model_name'];
    if (it !== undefined) {
      to['model_name'] = shareText(it);
      known += 1;
    }
    it = from['name'];
    if (it !== undefined) {
      to['name'] = shareText(it);
      known += 1;
    }
    it = from['description'];
    if (it !== undefined) {
      to['description'] = it;
      known += 1;
    } else to['description'] = null;
    it = from['gnn_section'];
    if (it !== undefined) {
      to['gnn_section'] = it;
      known += 1;
    } else to['gnn_section'] = null;
    it = from['kind'];
    if (it !== undefined) {
      to['kind'] = it;
      known += 1;
    } else to['kind'] = null;
    it = from['file_path'];
    if (it !== undefined) {
      to['file_path'] = shareText(it);
      known += 1;
    }
    it = from['file_size_bytes'];
    if (it !== undefined) {
      to['file_size_bytes'] = it;
      known += 1;
    } else to['file_size_bytes'] = null;
    it = from['hash'];
    if (it !== undefined) {
      to['hash'] = shareText(it);
      known += 1;
    } else to['hash'] = null;
    it = from['semantic_hash'];
    if (it !== undefined) {
      to['semantic_hash'] = shareText(it);
      known += 1;
    } else to['semantic_hash'] = null;
    it = from['registered_at'];
    if (it !== undefined) {
      to['registered_at'] = shareText(it);
      known += 1;
    }
    it = from['created_at'];
    if (it !== undefined) {
      to['created_at'] = shareText(it);
      known += 1;
    }
    it = from['updated_at'];
    if (it !== undefined) {
      to['updated_at'] = shareText(it);
      known += 1;
    }
    it = from['version'];
    if (it !== undefined) {
      to['version'] = it;
      known += 1;
    }
    it = from['current_version'];
    if (it !== undefined) {
      to['current_version'] = it;
      known += 1;
    }
    it = from['status'];
    if (it !== undefined) {
      to['status'] = it;
      known += 1;
    }
    it = from['lifecycle'];
    if (it !== undefined) {
      to['lifecycle'] = inner.one('lifecycle', it);
      known += 1;
    }
    it = from['tags'];
    if (it !== undefined) {
      to['tags'] = it;
      known += 1;
    }
    it = from['aliases'];
    if (it !== undefined) {
      to['aliases'] = it;
      known += 1;
    }
    it = from['annotations'];
    if (it !== undefined) {
      to['annotations'] = it;
      known += 1;
    }
    it = from['parents'];
    if (it !== undefined) {
      to['parents'] = inner.each('parent', it);
      known += 1;
    }
    it = from['dependencies'];
    if (it !== undefined) {
      to['dependencies'] = it;
      known += 1;
    }
    it = from['metadata'];
    if (it !== undefined) {
      to['metadata'] = inner.one('entry_metadata', it);
      known += 1;
    }
    it = from['health'];
    if (it !== undefined) {
      to['health'] = inner.one('health', it);
      known += 1;
    }
    it = from['use'];
    if (it !== undefined) {
      to['use'] = it;
      known += 1;
    }
    it = from['serving'];
    if (it !== undefined) {
      to['serving'] = it;
      known += 1;
    }
    it = from['file_hash'];
    if (it !== undefined) {
      to['file_hash'] = it;
      known += 1;
    } else to['file_hash'] = null;
    it = from['rolled_back_from'];
    if (it !== undefined) {
      to['rolled_back_from'] = it;
      known += 1;
    }
    it = from['versions'];
    if (it !== undefined) {
      to['versions'] = inner.each('version_entry', it);
      known += 1;
    }
    it = from['foreign'];
    if (it !== undefined) {
      to['foreign'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  extent(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['changed'];
    if (it !== undefined) {
      to['changed'] = it;
      known += 1;
    }
    it = from['elements'];
    if (it !== undefined) {
      to['elements'] = it;
      known += 1;
    }
    it = from['largest'];
    if (it !== undefined) {
      to['largest'] = it;
      known += 1;
    } else to['largest'] = null;
    it = from['at'];
    if (it !== undefined) {
      to['at'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  change(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['kind'];
    if (it !== undefined) {
      to['kind'] = it;
      known += 1;
    }
    it = from['importance'];
    if (it !== undefined) {
      to['importance'] = it;
      known += 1;
    }
    it = from['path'];
    if (it !== undefined) {
      to['path'] = it;
      known += 1;
    }
    it = from['before'];
    if (it !== undefined) {
      to['before'] = it;
      known += 1;
    }
    it = from['after'];
    if (it !== undefined) {
      to['after'] = it;
      known += 1;
    }
    it = from['extent'];
    if (it !== undefined) {
      to['extent'] = inner.one('extent', it);
      known += 1;
    }
    it = from['text'];
    if (it !== undefined) {
      to['text'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  version_changes(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['importance'];
    if (it !== undefined) {
      to['importance'] = it;
      known += 1;
    }
    it = from['counts'];
    if (it !== undefined) {
      to['counts'] = it;
      known += 1;
    }
    it = from['total'];
    if (it !== undefined) {
      to['total'] = it;
      known += 1;
    }
    it = from['list'];
    if (it !== undefined) {
      to['list'] = inner.each('change', it);
      known += 1;
    }
    return inner.end(from, to, known);
  },
  former_status(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['status'];
    if (it !== undefined) {
      to['status'] = it;
      known += 1;
    }
    it = from['reason'];
    if (it !== undefined) {
      to['reason'] = it;
      known += 1;
    } else to['reason'] = null;
    it = from['replacement'];
    if (it !== undefined) {
      to['replacement'] = it;
      known += 1;
    } else to['replacement'] = null;
    return inner.end(from, to, known);
  },
  lifecycle(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['changed_at'];
    if (it !== undefined) {
      to['changed_at'] = it;
      known += 1;
    }
    it = from['reason'];
    if (it !== undefined) {
      to['reason'] = it;
      known += 1;
    } else to['reason'] = null;
    it = from['replacement'];
    if (it !== undefined) {
      to['replacement'] = it;
      known += 1;
    } else to['replacement'] = null;
    it = from['before'];
    if (it !== undefined) {
      to['before'] = inner.each('former_status', it);
      known += 1;
    }
    return inner.end(from, to, known);
  },
  parent(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['model_id'];
    if (it !== undefined) {
      to['model_id'] = it;
      known += 1;
    }
    it = from['version'];
    if (it !== undefined) {
      to['version'] = it;
      known += 1;
    } else to['version'] = null;
    it = from['kind'];
    if (it !== undefined) {
      to['kind'] = it;
      known += 1;
    }
    it = from['declared'];
    if (it !== undefined) {
      to['declared'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  export(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['format'];
    if (it !== undefined) {
      to['format'] = it;
      known += 1;
    }
    it = from['path'];
    if (it !== undefined) {
      to['path'] = it;
      known += 1;
    }
    it = from['hash'];
    if (it !== undefined) {
      to['hash'] = shareText(it);
      known += 1;
    } else to['hash'] = null;
    it = from['size_bytes'];
    if (it !== undefined) {
      to['size_bytes'] = it;
      known += 1;
    } else to['size_bytes'] = null;
    it = from['added_at'];
    if (it !== undefined) {
      to['added_at'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  binding(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['provider'];
    if (it !== undefined) {
      to['provider'] = it;
      known += 1;
    }
    it = from['model_id'];
    if (it !== undefined) {
      to['model_id'] = it;
      known += 1;
    }
    it = from['endpoint'];
    if (it !== undefined) {
      to['endpoint'] = it;
      known += 1;
    } else to['endpoint'] = null;
    it = from['region'];
    if (it !== undefined) {
      to['region'] = it;
      known += 1;
    } else to['region'] = null;
    it = from['config'];
    if (it !== undefined) {
      to['config'] = it;
      known += 1;
    } else to['config'] = null;
    it = from['status'];
    if (it !== undefined) {
      to['status'] = it;
      known += 1;
    }
    it = from['success_rate'];
    if (it !== undefined) {
      to['success_rate'] = it;
      known += 1;
    } else to['success_rate'] = null;
    it = from['average_latency_ms'];
    if (it !== undefined) {
      to['average_latency_ms'] = it;
      known += 1;
    } else to['average_latency_ms'] = null;
    it = from['cost_per_1000'];
    if (it !== undefined) {
      to['cost_per_1000'] = it;
      known += 1;
    } else to['cost_per_1000'] = null;
    it = from['added_at'];
    if (it !== undefined) {
      to['added_at'] = it;
      known += 1;
    }
    it = from['updated_at'];
    if (it !== undefined) {
      to['updated_at'] = shareText(it);
      known += 1;
    }
    return inner.end(from, to, known);
  },
  weights_summary(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['format'];
    if (it !== undefined) {
      to['format'] = it;
      known += 1;
    }
    it = from['hash'];
    if (it !== undefined) {
      to['hash'] = shareText(it);
      known += 1;
    } else to['hash'] = null;
    it = from['size_bytes'];
    if (it !== undefined) {
      to['size_bytes'] = it;
      known += 1;
    }
    it = from['memory_bytes'];
    if (it !== undefined) {
      to['memory_bytes'] = it;
      known += 1;
    }
    it = from['files'];
    if (it !== undefined) {
      to['files'] = it;
      known += 1;
    }
    it = from['tensors'];
    if (it !== undefined) {
      to['tensors'] = it;
      known += 1;
    }
    it = from['architecture'];
    if (it !== undefined) {
      to['architecture'] = it;
      known += 1;
    } else to['architecture'] = null;
    it = from['parameters'];
    if (it !== undefined) {
      to['parameters'] = it;
      known += 1;
    } else to['parameters'] = null;
    it = from['active_parameters'];
    if (it !== undefined) {
      to['active_parameters'] = it;
      known += 1;
    } else to['active_parameters'] = null;
    it = from['quantisation'];
    if (it !== undefined) {
      to['quantisation'] = it;
      known += 1;
    } else to['quantisation'] = null;
    it = from['context_length'];
    if (it !== undefined) {
      to['context_length'] = it;
      known += 1;
    } else to['context_length'] = null;
    it = from['embedding_length'];
    if (it !== undefined) {
      to['embedding_length'] = it;
      known += 1;
    } else to['embedding_length'] = null;
    it = from['layers'];
    if (it !== undefined) {
      to['layers'] = it;
      known += 1;
    } else to['layers'] = null;
    it = from['vocabulary_size'];
    if (it !== undefined) {
      to['vocabulary_size'] = it;
      known += 1;
    } else to['vocabulary_size'] = null;
    it = from['tokenizer'];
    if (it !== undefined) {
      to['tokenizer'] = it;
      known += 1;
    } else to['tokenizer'] = null;
    it = from['chat_template'];
    if (it !== undefined) {
      to['chat_template'] = it;
      known += 1;
    } else to['chat_template'] = null;
    it = from['variant'];
    if (it !== undefined) {
      to['variant'] = it;
      known += 1;
    } else to['variant'] = null;
    it = from['owner'];
    if (it !== undefined) {
      to['owner'] = it;
      known += 1;
    } else to['owner'] = null;
    it = from['rank'];
    if (it !== undefined) {
      to['rank'] = it;
      known += 1;
    } else to['rank'] = null;
    return inner.end(from, to, known);
  },
  model_metadata(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['schema'];
    if (it !== undefined) {
      to['schema'] = it;
      known += 1;
    }
    it = from['model_id'];
    if (it !== undefined) {
      to['model_id'] = it;
      known += 1;
    }
    it = from['version'];
    if (it !== undefined) {
      to['version'] = it;
      known += 1;
    }
    it = from['hash'];
    if (it !== undefined) {
      to['hash'] = shareText(it);
      known += 1;
    }
    it = from['semantic_hash'];
    if (it !== undefined) {
      to['semantic_hash'] = shareText(it);
      known += 1;
    }
    it = from['file_path'];
    if (it !== undefined) {
      to['file_path'] = shareText(it);
      known += 1;
    }
    it = from['kind'];
    if (it !== undefined) {
      to['kind'] = it;
      known += 1;
    }
    it = from['title'];
    if (it !== undefined) {
      to['title'] = it;
      known += 1;
    } else to['title'] = null;
    it = from['gnn_section'];
    if (it !== undefined) {
      to['gnn_section'] = it;
      known += 1;
    } else to['gnn_section'] = null;
    it = from['gnn_version'];
    if (it !== undefined) {
      to['gnn_version'] = it;
      known += 1;
    } else to['gnn_version'] = null;
    it = from['flags'];
    if (it !== undefined) {
      to['flags'] = it;
      known += 1;
    }
    it = from['model_name'];
    if (it !== undefined) {
      to['model_name'] = shareText(it);
      known += 1;
    }
    it = from['annotation'];
    if (it !== undefined) {
      to['annotation'] = it;
      known += 1;
    } else to['annotation'] = null;
    it = from['variables'];
    if (it !== undefined) {
      to['variables'] = inner.each('variable', it);
      known += 1;
    }
    it = from['connections'];
    if (it !== undefined) {
      to['connections'] = inner.each('connection', it);
      known += 1;
    }
    it = from['parameters'];
    if (it !== undefined) {
      to['parameters'] = inner.each('parameter', it);
      known += 1;
    }
    it = from['equations'];
    if (it !== undefined) {
      to['equations'] = inner.each('equation', it);
      known += 1;
    }
    it = from['time'];
    if (it !== undefined) {
      to['time'] = inner.one('time', it);
      known += 1;
    } else to['time'] = null;
    it = from['ontology'];
    if (it !== undefined) {
      to['ontology'] = inner.each('ontology_binding', it);
      known += 1;
    }
    it = from['model_parameters'];
    if (it !== undefined) {
      to['model_parameters'] = inner.each('model_parameter', it);
      known += 1;
    }
    it = from['footer'];
    if (it !== undefined) {
      to['footer'] = it;
      known += 1;
    } else to['footer'] = null;
    it = from['signature'];
    if (it !== undefined) {
      to['signature'] = it;
      known += 1;
    } else to['signature'] = null;
    it = from['extensions'];
    if (it !== undefined) {
      to['extensions'] = it;
      known += 1;
    }
    it = from['front_matter'];
    if (it !== undefined) {
      to['front_matter'] = it;
      known += 1;
    } else to['front_matter'] = null;
    it = from['weights'];
    if (it !== undefined) {
      to['weights'] = it;
      known += 1;
    }
    it = from['diagnostics'];
    if (it !== undefined) {
      to['diagnostics'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  variable(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['name'];
    if (it !== undefined) {
      to['name'] = shareText(it);
      known += 1;
    }
    it = from['dimensions'];
    if (it !== undefined) {
      to['dimensions'] = it;
      known += 1;
    }
    it = from['declared'];
    if (it !== undefined) {
      to['declared'] = it;
      known += 1;
    }
    it = from['type'];
    if (it !== undefined) {
      to['type'] = it;
      known += 1;
    }
    it = from['default'];
    if (it !== undefined) {
      to['default'] = it;
      known += 1;
    } else to['default'] = null;
    it = from['description'];
    if (it !== undefined) {
      to['description'] = it;
      known += 1;
    } else to['description'] = null;
    it = from['ontology_term'];
    if (it !== undefined) {
      to['ontology_term'] = it;
      known += 1;
    } else to['ontology_term'] = null;
    it = from['block'];
    if (it !== undefined) {
      to['block'] = it;
      known += 1;
    }
    it = from['ontology_terms'];
    if (it !== undefined) {
      to['ontology_terms'] = it;
      known += 1;
    }
    it = from['line'];
    if (it !== undefined) {
      to['line'] = it;
      known += 1;
    }
    it = from['column'];
    if (it !== undefined) {
      to['column'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  connection(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['sources'];
    if (it !== undefined) {
      to['sources'] = it;
      known += 1;
    }
    it = from['targets'];
    if (it !== undefined) {
      to['targets'] = it;
      known += 1;
    }
    it = from['operator'];
    if (it !== undefined) {
      to['operator'] = it;
      known += 1;
    }
    it = from['directed'];
    if (it !== undefined) {
      to['directed'] = it;
      known += 1;
    }
    it = from['label'];
    if (it !== undefined) {
      to['label'] = it;
      known += 1;
    } else to['label'] = null;
    it = from['constraint'];
    if (it !== undefined) {
      to['constraint'] = it;
      known += 1;
    } else to['constraint'] = null;
    it = from['description'];
    if (it !== undefined) {
      to['description'] = it;
      known += 1;
    } else to['description'] = null;
    it = from['line'];
    if (it !== undefined) {
      to['line'] = it;
      known += 1;
    }
    it = from['column'];
    if (it !== undefined) {
      to['column'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  parameter(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['name'];
    if (it !== undefined) {
      to['name'] = shareText(it);
      known += 1;
    }
    it = from['shape'];
    if (it !== undefined) {
      to['shape'] = it;
      known += 1;
    } else to['shape'] = null;
    it = from['value'];
    if (it !== undefined) {
      to['value'] = it;
      known += 1;
    }
    it = from['value_hash'];
    if (it !== undefined) {
      to['value_hash'] = it;
      known += 1;
    }
    it = from['symbolic'];
    if (it !== undefined) {
      to['symbolic'] = it;
      known += 1;
    }
    it = from['line'];
    if (it !== undefined) {
      to['line'] = it;
      known += 1;
    }
    it = from['column'];
    if (it !== undefined) {
      to['column'] = it;
      known += 1;
    }
    it = from['end_line'];
    if (it !== undefined) {
      to['end_line'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  equation(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['label'];
    if (it !== undefined) {
      to['label'] = it;
      known += 1;
    } else to['label'] = null;
    it = from['text'];
    if (it !== undefined) {
      to['text'] = it;
      known += 1;
    }
    it = from['line'];
    if (it !== undefined) {
      to['line'] = it;
      known += 1;
    }
    it = from['column'];
    if (it !== undefined) {
      to['column'] = it;
      known += 1;
    }
    it = from['end_line'];
    if (it !== undefined) {
      to['end_line'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  time(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['mode'];
    if (it !== undefined) {
      to['mode'] = it;
      known += 1;
    } else to['mode'] = null;
    it = from['discretization'];
    if (it !== undefined) {
      to['discretization'] = it;
      known += 1;
    } else to['discretization'] = null;
    it = from['variable'];
    if (it !== undefined) {
      to['variable'] = it;
      known += 1;
    } else to['variable'] = null;
    it = from['horizon'];
    if (it !== undefined) {
      to['horizon'] = it;
      known += 1;
    } else to['horizon'] = null;
    it = from['settings'];
    if (it !== undefined) {
      to['settings'] = it;
      known += 1;
    }
    it = from['lines'];
    if (it !== undefined) {
      to['lines'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  ontology_binding(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['variable'];
    if (it !== undefined) {
      to['variable'] = it;
      known += 1;
    }
    it = from['term'];
    if (it !== undefined) {
      to['term'] = it;
      known += 1;
    }
    it = from['uri'];
    if (it !== undefined) {
      to['uri'] = it;
      known += 1;
    } else to['uri'] = null;
    it = from['description'];
    if (it !== undefined) {
      to['description'] = it;
      known += 1;
    } else to['description'] = null;
    it = from['line'];
    if (it !== undefined) {
      to['line'] = it;
      known += 1;
    }
    it = from['column'];
    if (it !== undefined) {
      to['column'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  model_parameter(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['name'];
    if (it !== undefined) {
      to['name'] = shareText(it);
      known += 1;
    }
    it = from['value'];
    if (it !== undefined) {
      to['value'] = it;
      known += 1;
    }
    it = from['description'];
    if (it !== undefined) {
      to['description'] = it;
      known += 1;
    } else to['description'] = null;
    it = from['line'];
    if (it !== undefined) {
      to['line'] = it;
      known += 1;
    }
    it = from['column'];
    if (it !== undefined) {
      to['column'] = it;
      known += 1;
    }
    it = from['end_line'];
    if (it !== undefined) {
      to['end_line'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  weights(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['schema'];
    if (it !== undefined) {
      to['schema'] = it;
      known += 1;
    }
    it = from['name'];
    if (it !== undefined) {
      to['name'] = shareText(it);
      known += 1;
    }
    it = from['format'];
    if (it !== undefined) {
      to['format'] = it;
      known += 1;
    }
    it = from['hash'];
    if (it !== undefined) {
      to['hash'] = shareText(it);
      known += 1;
    } else to['hash'] = null;
    it = from['size_bytes'];
    if (it !== undefined) {
      to['size_bytes'] = it;
      known += 1;
    }
    it = from['memory_bytes'];
    if (it !== undefined) {
      to['memory_bytes'] = it;
      known += 1;
    }
    it = from['facts'];
    if (it !== undefined) {
      to['facts'] = inner.one('weights_facts', it);
      known += 1;
    }
    it = from['base_models'];
    if (it !== undefined) {
      to['base_models'] = it;
      known += 1;
    }
    it = from['files'];
    if (it !== undefined) {
      to['files'] = inner.each('weights_file', it);
      known += 1;
    }
    it = from['tensors'];
    if (it !== undefined) {
      to['tensors'] = it;
      known += 1;
    }
    return inner.end(from, to, known);
  },
  weights_text(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['value'];
    if (it !== undefined) {
      to['value'] = it;
      known += 1;
    }
    it = from['from'];
    if (it !== undefined) {
      to['from'] = it;
      known += 1;
    }
    it = from['file'];
    if (it !== undefined) {
      to['file'] = it;
      known += 1;
    } else to['file'] = null;
    return inner.end(from, to, known);
  },
  weights_count(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['value'];
    if (it !== undefined) {
      to['value'] = it;
      known += 1;
    }
    it = from['from'];
    if (it !== undefined) {
      to['from'] = it;
      known += 1;
    }
    it = from['file'];
    if (it !== undefined) {
      to['file'] = it;
      known += 1;
    } else to['file'] = null;
    return inner.end(from, to, known);
  },
  weights_flag(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['value'];
    if (it !== undefined) {
      to['value'] = it;
      known += 1;
    }
    it = from['from'];
    if (it !== undefined) {
      to['from'] = it;
      known += 1;
    }
    it = from['file'];
    if (it !== undefined) {
      to['file'] = it;
      known += 1;
    } else to['file'] = null;
    return inner.end(from, to, known);
  },
  weights_facts(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['architecture'];
    if (it !== undefined) {
      to['architecture'] = inner.one('weights_text', it);
      known += 1;
    } else to['architecture'] = null;
    it = from['parameters'];
    if (it !== undefined) {
      to['parameters'] = inner.one('weights_count', it);
      known += 1;
    } else to['parameters'] = null;
    it = from['active_parameters'];
    if (it !== undefined) {
      to['active_parameters'] = inner.one('weights_count', it);
      known += 1;
    } else to['active_parameters'] = null;
    it = from['quantisation'];
    if (it !== undefined) {
      to['quantisation'] = inner.one('weights_text', it);
      known += 1;
    } else to['quantisation'] = null;
    it = from['context_length'];
    if (it !== undefined) {
      to['context_length'] = inner.one('weights_count', it);
      known += 1;
    } else to['context_length'] = null;
    it = from['embedding_length'];
    if (it !== undefined) {
      to['embedding_length'] = inner.one('weights_count', it);
      known += 1;
    } else to['embedding_length'] = null;
    it = from['layers'];
    if (it !== undefined) {
      to['layers'] = inner.one('weights_count', it);
      known += 1;
    } else to['layers'] = null;
    it = from['vocabulary_size'];
    if (it !== undefined) {
      to['vocabulary_size'] = inner.one('weights_count', it);
      known += 1;
    } else to['vocabulary_size'] = null;
    it = from['tokenizer'];
    if (it !== undefined) {
      to['tokenizer'] = inner.one('weights_text', it);
      known += 1;
    } else to['tokenizer'] = null;
    it = from['chat_template'];
    if (it !== undefined) {
      to['chat_template'] = inner.one('weights_flag', it);
      known += 1;
    } else to['chat_template'] = null;
    it = from['license'];
    if (it !== undefined) {
      to['license'] = inner.one('weights_text', it);
      known += 1;
    } else to['license'] = null;
    it = from['declared_version'];
    if (it !== undefined) {
      to['declared_version'] = inner.one('weights_text', it);
      known += 1;
    } else to['declared_version'] = null;
    it = from['variant'];
    if (it !== undefined) {
      to['variant'] = inner.one('weights_text', it);
      known += 1;
    } else to['variant'] = null;
    it = from['owner'];
    if (it !== undefined) {
      to['owner'] = inner.one('weights_text', it);
      known += 1;
    } else to['owner'] = null;
    it = from['source'];
    if (it !== undefined) {
      to['source'] = inner.one('weights_text', it);
      known += 1;
    } else to['source'] = null;
    it = from['rank'];
    if (it !== undefined) {
      to['rank'] = inner.one('weights_count', it);
      known += 1;
    } else to['rank'] = null;
    return inner.end(from, to, known);
  },
  weights_file(from, inner) {
    const to: Record<string, unknown> = {};
    let known = 0;
    let it;
    it = from['path'];
    if (it !== undefined) {
      to['path'] = it;
      known += 1;
    }
    it = from['size_bytes'];
    if (it !== undefined) {
      to['size_bytes'] = it;
      known += 1;
    }
    it = from['role'];
    if (it !== undefined) {
      to['role'] = it;
      known += 1;
    }
    it = from['hash'];
    if (it !== undefined) {
      to['hash'] = shareText(it);
      known += 1;
    } else to['hash'] = null;
    return inner.end(from, to, known);
  },
};
