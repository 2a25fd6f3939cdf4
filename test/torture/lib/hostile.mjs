/** What somebody who may write there can leave in an output, each as one case. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { OWN_FILES } from './ids.mjs';
import { REGISTRY, STEP, sha256 } from './registry.mjs';
import { specText, write } from './specs.mjs';

/** What the private files say. */
export const SECRET = 'the private words of somebody else';
/** Escapes of a terminal; no output may have them raw. */
export const ESCAPES = '\u{1b}]0;evil\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{8}\r\u{0}\u{85}\u{2028}';
const LONG = 'a-'.repeat(2_500_000);
const SPARSE = 2_000_000_000;

/** Where something else may stand, below the working folder. */
const FILES = [
  'model_registry.json',
  'model_registry.json.bak',
  '.generations/NEWEST.registry',
  '.generations/99.registry',
  '.generations/98.json',
  'audit_log.jsonl',
  '.search-index',
  '.generations/last-run',
  '.generations/read-specs',
  'model_registry_summary.json',
  'agent/agent_metadata.json',
  'agent/1.0.0.md',
  'agent/versions/2.0.0.md',
  'packed/1.0.0.md.gz',
  'model_registry.json.corrupt-2026-01-01T00-00-00.000Z',
  '.generations/events-0123456789abcdef0123456789abcdef.jsonl',
  'audit_log.jsonl.aside-0123456789abcdef',
  '.model_registry.json.1-0123456789ab.tmp',
].map((path) => `${STEP}/${path}`);
const PLACES = {
  files: [
    ...FILES,
    'out/3_gnn_output/gnn_processing_results.json',
    'gnn-registry.config.json',
    'in/agent.md',
    'other.json',
  ],
  folders: [
    STEP,
    `${STEP}/.generations`,
    `${STEP}/agent`,
    `${STEP}/agent/versions`,
    `${STEP}/packed/versions`,
    `${REGISTRY}.lock`,
    `${STEP}/fresh`,
    'out/3_gnn_output',
    'in',
    'in/sub',
  ],
};

/** Clears a place, and keeps what was there among the private files. */
function take(path, outside) {
  mkdirSync(dirname(path), { recursive: true });
  const moved = join(outside, 'moved');
  if (isThere(path)) renameSync(path, moved);
  else if (isFolder(path)) mkdirSync(moved);
  else writeFileSync(moved, SECRET);
  return moved;
}

const isThere = (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
const isFolder = (path) => !/\.\w+$|aside-\w+$/.test(path) || path.endsWith('.lock');

function remove(path) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
}

/** Each puts something in a place; `outside` is a folder of somebody else. */
const THINGS = {
  'a link to what was there': (path, outside) => symlinkSync(take(path, outside), path),
  'a link to nowhere': (path, outside) => {
    remove(path);
    symlinkSync(join(outside, 'nowhere'), path);
  },
  'a link to a private file': (path, outside) => {
    remove(path);
    symlinkSync(join(outside, 'secret.md'), path);
  },
  'a link to a private folder': (path, outside) => {
    remove(path);
    symlinkSync(join(outside, 'folder'), path);
  },
  'a link to /dev/zero': (path) => {
    remove(path);
    symlinkSync('/dev/zero', path);
  },
  'a link to /dev/full': (path) => {
    remove(path);
    symlinkSync('/dev/full', path);
  },
  'a device': (path) => {
    remove(path);
    // Only root can make one.
    if (spawnSync('mknod', [path, 'c', '1', '5']).status !== 0) symlinkSync('/dev/zero', path);
  },
  'a FIFO': (path) => {
    remove(path);
    execFileSync('mkfifo', [path]);
  },
  'a socket': (path) => {
    remove(path);
    const listen = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    // A killed process leaves its socket.
    spawnSync(process.execPath, ['-e', listen], { cwd: dirname(path) });
  },
  'a folder': (path) => {
    remove(path);
    write(join(path, 'x/y.md'), 'z');
  },
  'an empty file': (path) => {
    remove(path);
    writeFileSync(path, '');
  },
  'a hard link to a private file': (path, outside) => {
    const moved = join(outside, 'linked');
    if (isThere(path) && lstatSync(path).isFile()) cpSync(path, moved);
    else writeFileSync(moved, SECRET);
    remove(path);
    linkSync(moved, path);
  },
  'a sparse file of 2 GB': (path) => {
    remove(path);
    writeFileSync(path, '');
    truncateSync(path, SPARSE);
  },
  'NUL behind it': (path) => {
    if (!isThere(path) || !lstatSync(path).isFile()) remove(path);
    writeFileSync(path, '', { flag: 'a' });
    truncateSync(path, lstatSync(path).size + 1_500_000_000);
  },
  'a gzip bomb': (path) => {
    remove(path);
    writeFileSync(path, bomb());
  },
  'deep brackets': (path) => {
    remove(path);
    writeFileSync(path, '['.repeat(5_000_000));
  },
  'random bytes': (path, _, random) => {
    remove(path);
    writeFileSync(path, Buffer.from(Array.from({ length: 5000 }, () => random.below(256))));
  },
};

let packed;
/** Two gigabytes, packed to two megabytes. */
function bomb() {
  packed ??= Buffer.concat(Array(20).fill(gzipSync(Buffer.alloc(1e8))));
  return packed;
}

const LINKED = new Set(['a link to what was there', 'a hard link to a private file']);

/** Each thing in each place. */
const PLACED = Object.entries(PLACES).flatMap(([, places]) =>
  places.flatMap((place) =>
    Object.entries(THINGS).map(([thing, put]) => ({
      name: `${place}: ${thing}`,
      place,
      thing,
      isHardLink: thing === 'a hard link to a private file',
      isKept: LINKED.has(thing),
      spoil: ({ work, outside, random, newest }) =>
        put(join(work, place.replace('NEWEST', newest)), outside, random),
    })),
  ),
);

/** Commits a registry as this program would, sound: somebody else can do that. */
export function seal(json) {
  const text = JSON.stringify({ ...json, checksum: '' }, null, 2);
  const sum = sha256(`${text}\n`);
  return `${text.replace('"checksum": ""', `"checksum": "sha256:${sum}"`)}\n`;
}

function publish({ work }, text, generation) {
  write(join(work, REGISTRY), text);
  if (Number.isSafeInteger(generation) && generation >= 0)
    write(join(work, STEP, `.generations/${generation}.registry`), text);
  write(join(work, 'other.json'), text);
}

/** Changes the registry, and commits it. */
const forge = (change) => (place) => {
  const json = JSON.parse(readFileSync(join(place.work, REGISTRY), 'utf8'));
  json.generation += 1;
  const changed = change(json, place) ?? json;
  publish(place, seal(changed), changed.generation);
};

/** The paths of all text in an entry. */
function listTexts(value, path = []) {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => listTexts(item, [...path, key]));
}

function setAt(target, path, value) {
  const parent = path.slice(0, -1).reduce((object, key) => object[key], target);
  parent[path.at(-1)] = value;
}

/** An entry with something in every field. */
function enrich(entry) {
  const [old] = Object.values(entry.versions);
  const { created_at: added_at } = entry;
  Object.assign(entry, {
    description: 'About it.',
    tags: ['robotics'],
    parents: [{ model_id: 'lamp', version: '1.0.0', kind: 'derived', declared: false }],
    dependencies: ['lamp@1.0.0'],
    annotations: { team: 'robots' },
    lifecycle: { changed_at: entry.created_at, reason: 'too slow', replacement: 'lamp' },
  });
  Object.assign(old, {
    tags: ['old'],
    exports: [{ format: 'onnx', path: 'out/agent.onnx', hash: null, size_bytes: null, added_at }],
    bindings: [
      {
        provider: 'rxinfer',
        model_id: 'agent-v2',
        endpoint: 'https://example.org',
        region: 'north',
        config: { key: 'value' },
        status: 'active',
        success_rate: 0.9,
        average_latency_ms: 210,
        cost_per_1000: null,
        added_at,
        updated_at: added_at,
      },
    ],
    metrics: { accuracy: 0.9 },
  });
  return entry;
}

const VALUES = {
  '5 MB of a-a-a': () => LONG,
  escapes: () => ESCAPES,
  'a name of ours': (random) => random.pick([...OWN_FILES, '..', '../../outside', '/dev/zero']),
  'a path outside': (_, { outside }) => join(outside, 'secret.md'),
  'a number at its limit': (random) => random.pick([2 ** 53, -0, 1e308, -1, 0.5, 2 ** 52]),
  nothing: () => null,
  'a list': () => [[[]]],
  'an object': () => JSON.parse('{"__proto__":{"x":1},"constructor":null}'),
};

/** Each value in a text that is drawn, or in all of them if it is short. */
const TEXTS = Object.entries(VALUES).flatMap(([what, valueOf]) =>
  ['one text', 'every text'].map((where) => ({
    name: `${where} of the registry: ${what}`,
    repeat: 6,
    // Specs are read wherever they are, to compare their hashes.
    mayRead: what === 'a path outside' || what === 'a name of ours',
    spoil: forge((json, place) => {
      const entry = enrich(json.models.agent);
      const paths = listTexts(entry);
      const isAll = where === 'every text' && what !== '5 MB of a-a-a';
      const chosen = isAll ? paths : [place.random.pick(paths)];
      for (const path of chosen) setAt(entry, path, valueOf(place.random, place));
    }),
  })),
);

/** Many models without files, each with what a function adds. */
function multiply(json, count, change) {
  const { metadata, health, ...lamp } = json.models.lamp;
  const versions = Object.values(lamp.versions).map((it) => [it.version, { ...it, source: null }]);
  for (let at = 0; at < count; at += 1) {
    const id = chainId(at);
    const own = { model_id: id, file_path: '', versions: Object.fromEntries(versions) };
    json.models[id] = { ...lamp, ...own, metadata, health, ...change(at) };
  }
  Object.assign(json.models.agent, change(count));
}

const chainId = (at) => `m${String(at).padStart(5, '0')}`;
const DEEP = 10_000;
const parentOf = (at) => ({
  model_id: chainId(at),
  version: null,
  kind: 'derived',
  declared: false,
});
const CHAINS = {
  'parents, 10,000 deep': (at) => (at === 0 ? {} : { parents: [parentOf(at - 1)] }),
  'parents in a circle of 10,000': (at) => ({
    parents: [parentOf((at + DEEP - 1) % DEEP)],
  }),
  'dependencies, 10,000 deep': (at) => (at === 0 ? {} : { dependencies: [chainId(at - 1)] }),
  'dependencies in a circle of 10,000': (at) => ({
    dependencies: [`${chainId((at + DEEP - 1) % DEEP)}@1.0.0`],
  }),
};

const NUMBERS = [
  '4503599627370496',
  '9007199254740991',
  '9007199254740992',
  '-0',
  '1e308',
  '1e400',
  '-5',
  '0.5',
];

const REGISTRIES = [
  ...Object.entries(CHAINS).map(([what, link]) => ({
    name: `a registry with ${what}`,
    repeat: 10,
    spoil: forge((json) => multiply(json, DEEP, link)),
  })),
  ...NUMBERS.flatMap((number) =>
    ['generation', 'sequence', 'file_size_bytes', 'variables'].map((key) => ({
      name: `${key} ${number}`,
      group: 'numbers',
      spoil: (place) => {
        const text = readFileSync(join(place.work, REGISTRY), 'utf8');
        const changed = text
          .replace(new RegExp(`"${key}": \\d+`), `"${key}": ${number}`)
          .replace(/"checksum": ".*?"/, '"checksum": ""');
        const sealed = changed.replace('"checksum": ""', `"checksum": "sha256:${sha256(changed)}"`);
        publish(place, sealed, key === 'generation' ? Number(number) : Number(place.newest) + 1);
      },
    })),
  ),
  ...OWN_FILES.concat(['.search-index', 'x.lock', '__proto__', 'constructor']).map((id) => ({
    name: `the id ${id}`,
    group: 'ids',
    spoil: forge((json) => {
      const entry = JSON.parse(JSON.stringify(json.models.agent).replaceAll('agent', id));
      Object.defineProperty(json.models, id, { value: entry, enumerable: true });
      Object.assign(json.models.lamp, { tags: [id] });
    }),
  })),
  {
    name: 'archives without hashes at paths outside',
    repeat: 6,
    spoil: forge((json, { outside }) => {
      const [first, second] = Object.values(json.models.agent.versions);
      Object.assign(first, { hash: null, source: '../../../outside/secret.md' });
      Object.assign(second, { hash: null, source: join(outside, 'secret.md') });
    }),
  },
  {
    name: 'a spec that is a device',
    repeat: 6,
    spoil: forge((json) => {
      json.models.agent.file_path = '/dev/zero';
      json.models.lamp.file_path = '/dev/stdin';
    }),
  },
  {
    name: 'specs outside',
    mayRead: true,
    repeat: 6,
    spoil: forge((json, { outside }) => {
      json.models.agent.file_path = join(outside, 'secret.md');
      json.models.lamp.file_path = '../outside/folder/secret.md';
    }),
  },
  ...['[', '1,', '"aaaaaaaa":{},', 'x'].map((item) => ({
    name: `200 MB of ${item}`,
    group: 'sizes',
    repeat: 2,
    spoil: ({ work }) => {
      write(join(work, REGISTRY), '{"models":{"a":["', {});
      for (let part = 0; part < 20; part += 1)
        writeFileSync(join(work, REGISTRY), item.repeat(1e7 / item.length), { flag: 'a' });
    },
  })),
];

const LOGS = [
  ['lines of {}', '{}\n'.repeat(1_000_000)],
  ['empty lines', '\n'.repeat(5_000_000)],
  ['one line of 60 MB', `${'x'.repeat(60_000_000)}\n`],
  ['deep lines', `${'['.repeat(100_000)}\n`.repeat(20)],
].flatMap(([what, more]) =>
  ['behind', 'before'].map((where) => ({
    name: `${what} ${where} the log`,
    group: 'logs',
    repeat: 4,
    spoil: ({ work }) => {
      const path = join(work, STEP, 'audit_log.jsonl');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, where === 'behind' ? text + more : more + text);
    },
  })),
);

const step3Of = (files) => JSON.stringify({ source_directory: 'in', processed_files: files });
const STEP3 = Object.entries({
  'paths outside': step3Of([
    { file_path: '../outside/secret.md', generated_formats: {} },
    { file_path: '/dev/zero', generated_formats: { json: { success: true, path: '/dev/zero' } } },
  ]),
  escapes: step3Of([{ file_path: ESCAPES, generated_formats: { [ESCAPES]: { success: true } } }]),
  'numbers at their limits':
    '{"processed_files":[{"file_path":"in/agent.md","generated_formats":{},"model_info":{"variables_count":1e400,"connections_count":-0}}]}',
  '5 MB of a-a-a': step3Of([{ file_path: LONG, generated_formats: { [LONG]: {} } }]),
  'wrong types': '{"processed_files":[null,[],{"file_path":{},"generated_formats":3}]}',
}).map(([what, text]) => ({
  name: `results of step 3: ${what}`,
  group: 'step 3',
  spoil: ({ work }) => write(join(work, 'out/3_gnn_output/gnn_processing_results.json'), text),
}));

const SPECS = Object.entries({
  'a name of 5 MB of a-a-a': specText('x').replace('Model x', LONG),
  'an annotation of 5 MB of a-a-a': specText('x', LONG),
  'escapes in every text': specText(`x ${ESCAPES}`, ESCAPES).replace('a test', ESCAPES),
  'an id of 5 MB of a-a-a': `---\nmodel_id: ${LONG}\n---\n${specText('x')}`,
}).map(([what, text]) => ({
  name: `a spec with ${what}`,
  group: 'specs',
  spoil: ({ work }) => write(join(work, 'in/hostile.md'), text),
}));

const SETTINGS = Object.entries({
  escapes: JSON.stringify({ [ESCAPES]: ESCAPES, profile: ESCAPES }),
  'numbers at their limits': '{"max_file_size":1e400,"jobs":-1,"lock_timeout":1e308}',
  '5 MB of a-a-a': JSON.stringify({ profile: LONG }),
  'a key of 5 MB of a-a-a': JSON.stringify({ [LONG]: 1 }),
  'deep values': `{"required_fields":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
}).map(([what, text]) => ({
  name: `settings with ${what}`,
  group: 'settings',
  spoil: ({ work }) => write(join(work, 'gnn-registry.config.json'), text),
}));

export const CASES = [...PLACED, ...TEXTS, ...REGISTRIES, ...LOGS, ...STEP3, ...SPECS, ...SETTINGS];
