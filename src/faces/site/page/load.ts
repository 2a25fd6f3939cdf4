/** Loads the data: scripts, because a page that is opened from a file may load nothing else. */
import type { SiteIndex, SiteModel } from '../data.js';

type Receive = (name: string, data: unknown) => void;

declare global {
  interface Window {
    gnnData?: Receive;
  }
}

const waiting = new Map<string, (data: unknown) => void>();
const loaded = new Map<string, Promise<unknown>>();

window.gnnData = (name, data) => waiting.get(name)?.(data);

/** Differs each time that the data is loaded again, so that no cache answers. */
let stamp = '';

function load(name: string): Promise<unknown> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const made = new Promise<unknown>((resolve, reject) => {
    waiting.set(name, resolve);
    const script = document.createElement('script');
    script.src = `data/${name}.js${stamp}`;
    script.addEventListener('error', () => reject(new Error(`data/${name}.js is missing`)));
    document.head.append(script);
  });
  loaded.set(name, made);
  return made;
}

/** Loads the rows of all models again; what is loaded of models after that is new, too. */
export function reloadIndex(): Promise<SiteIndex> {
  loaded.clear();
  stamp = `?${Date.now()}`;
  return loadIndex();
}

/** Loads the rows of all models. */
export function loadIndex(): Promise<SiteIndex> {
  return load('index') as Promise<SiteIndex>;
}

/** Loads a model. */
export async function loadModel(id: string, shard: number): Promise<SiteModel | undefined> {
  const models = (await load(`models-${shard}`)) as readonly SiteModel[];
  return models.find((it) => it.id === id);
}
