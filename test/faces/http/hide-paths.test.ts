/** No path of the machine leaves the service. */
import { expect, test } from 'vitest';
import { defaultOptions } from '../../../src/domain/options.js';
import { createHidePaths } from '../../../src/faces/http/hide-paths.js';

const hide = createHidePaths('/srv/lab', {
  ...defaultOptions(1),
  outputDir: '/data/out',
  targetDir: 'specs',
  registryPath: '/data/registry.json',
});

test.each([
  ['/srv/lab/specs/agent.md is refused', 'specs/agent.md is refused'],
  ['/srv/lab: nothing there', '.: nothing there'],
  ['/data/out/4_model_registry_output/agent', '<output>/4_model_registry_output/agent'],
  ['/data/registry.json is damaged', '<registry> is damaged'],
  ['/srv/lab/a and /srv/lab/b', 'a and b'],
  ['agent 1.0.0', 'agent 1.0.0'],
])('%s becomes %s', (text, hidden) => {
  expect(hide(text)).toBe(hidden);
});

test('paths are hidden in JSON, too', () => {
  const odd = createHidePaths('/srv/"lab"', { ...defaultOptions(1), outputDir: 'out' });
  const text = JSON.stringify({ detail: 'cannot write /srv/"lab"/out/x' });
  expect(JSON.parse(odd(text))).toEqual({ detail: 'cannot write out/x' });
});
