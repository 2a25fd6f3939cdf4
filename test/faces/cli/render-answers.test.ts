import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/faces/cli/renderers.js';
import { renderDuplicates } from '../../../src/faces/cli/render/alike.js';
import { renderBump } from '../../../src/faces/cli/render/bump.js';
import { escapeMarkdown } from '../../../src/domain/escape-markdown.js';
import { formatBump } from '../../../src/faces/cli/render/reasons.js';
import { renderRollback } from '../../../src/faces/cli/render/rollback.js';
import { formatTime } from '../../../src/faces/cli/render/format.js';
import { LIFECYCLE } from '../../../src/faces/cli/render/lifecycle.js';
import { renderVersion, renderVersions } from '../../../src/faces/cli/render/versions.js';
import type { Entry, VersionEntry } from '../../../src/domain/model.js';
import { writeChangelog } from '../../../src/operations/queries/changelog.js';
import type { BumpModel } from '../../../src/operations/generated/shapes.js';
import { entryWith } from '../../support/registry-entries.js';
import { PLAIN, changesOf, outcomeOf } from './harness.js';

const bright: View = { ...PLAIN, colours: pc.createColors(true) };
const STEER = 'a\u001b[31m\n\u202eb';
const HARMLESS = 'a\\x1b[31m\\n\\u{202e}b';

const base = entryWith('agent');
function versionOf(parts: Partial<VersionEntry>): VersionEntry {
  const first = base.versions['1.0.0'];
  if (first === undefined) throw new Error('no first version');
  return { ...first, ...parts };
}

/** Newest first, as in the answers of commands. */
const list: VersionEntry[] = [
  versionOf({
    version: '2.0.0',
    created_at: '2026-03-04T05:06:07.890Z',
    bump: 'major',
    previous: '1.1.0',
    hash: 'abcdef0123456789',
    changes: changesOf(
      { kind: 'variable_reshaped', importance: 'major', text: 'B reshaped 3×3×3 → 3×3×4' },
      { text: 'u added' },
      { kind: 'text_changed', importance: 'patch', path: 'footer', text: 'footer changed' },
    ),
  }),
  versionOf({
    version: '1.1.0',
    bump: 'declared',
    previous: '1.0.0',
    changes: changesOf({
      importance: 'patch',
      kind: 'text_changed',
      path: 'layout',
      text: 'comments or layout changed',
    }),
    same_content_as: '0.9.0',
  }),
  versionOf({ version: '1.0.0' }),
];
const entry: Entry = entryWith('agent', {
  version: '2.0.0',
  name: 'The Agent',
  versions: Object.fromEntries(list.toReversed().map((version) => [version.version, version])),
});

describe('versions', () => {
  it('are a table, the current one marked', () => {
    const hash = base.hash?.slice(0, 12);
    expect(renderVersions(entry, list, PLAIN)).toEqual([
      'version  when                  bump      hash          what changed',
      '2.0.0 *  2026-03-04T05:06:07Z  major     abcdef012345  B reshaped 3×3×3 → 3×3×4; u added',
      `1.1.0    2026-01-01T00:00:00Z  declared  ${hash}  text only (comments or layout); same content as 0.9.0`,
      `1.0.0    2026-01-01T00:00:00Z  initial   ${hash}  first version`,
    ]);
  });

  it('of another program have a dash for unknown values', () => {
    const foreign = versionOf({
      version: '1.0',
      created_at: 'yesterday',
      bump: null,
      hash: null,
      source: null,
    });
    const [, row] = renderVersions(entryWith('agent', { version: '1.0' }), [foreign], PLAIN);
    expect(row).toBe('1.0 *    yesterday  -     -     -');
  });

  it('that start with a declared number start with the first version', () => {
    const first = versionOf({ version: '1.4.0', bump: 'declared', previous: null });
    const [, row] = renderVersions(entryWith('agent', { version: '1.4.0' }), [first], PLAIN);
    expect(row).toMatch(/ declared .* first version$/u);
  });

  it.each([30, 60, 80])('fit a terminal of %i columns', (columns) => {
    const long = versionOf({
      changes: changesOf({ text: `推理${'x'.repeat(200)}` }),
      bump: 'minor',
      previous: '0.9.0',
    });
    const lines = renderVersions(entry, [...list, long], { ...PLAIN, columns });
    const hidden = lines.at(-1)?.replace(/^not shown in \d+ columns: /u, '');
    // The hash makes room for what changed, as long as there is room for that.
    expect(hidden).toBe(columns === 30 ? 'hash, bump, what changed' : 'hash');
    const rows = lines.slice(0, -1);
    expect(Math.max(...rows.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    if (columns === 80)
      expect(
        lines
          .join('')
          .match(/x{10,}/gu)
          ?.join('').length,
      ).toBeGreaterThan(180);
  });

  it('have colours that change no column', () => {
    const lines = renderVersions(entry, list, bright);
    expect(lines.map(stripVTControlCharacters)).toEqual(renderVersions(entry, list, PLAIN));
    expect(lines[1]).toContain('\u001b[32m2.0.0 *\u001b[39m');
    expect(lines[2]).not.toContain('\u001b[32m');
  });

  it('cannot steer a terminal', () => {
    const odd = versionOf({
      version: STEER,
      created_at: STEER,
      changes: changesOf({ text: STEER }),
    });
    const text = renderVersions(entry, [odd], PLAIN).join('');
    expect(text.match(/a\\x1b\[31m\\n\\u\{202e\}b/gu)).toHaveLength(2);
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe('one version', () => {
  it('that is current shows everything that is known', () => {
    const [current = versionOf({})] = list;
    const lines = renderVersion(
      { entry: { ...entry, tags: ['lab', 'production'] }, version: current },
      PLAIN,
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'model           agent  (The Agent)',
        'version         2.0.0  (current)',
        'kind            FLAT',
        'tags            lab, production',
        'health          healthy',
        'follows         1.1.0',
        '',
        'changes since 1.1.0',
        '  major  B reshaped 3×3×3 → 3×3×4',
        '  minor  u added',
        '  patch  footer changed',
      ]),
    );
    expect(lines.join('\n')).not.toContain('null');
  });

  it('that is past shows nothing of the current one', () => {
    const lines = renderVersion({ entry, version: versionOf({ version: '1.0.0' }) }, PLAIN);
    expect(lines).toContain('version         1.0.0  (current: 2.0.0)');
    expect(lines.join('\n')).not.toMatch(/^(?:kind|health|description|follows|changes) /mu);
  });

  it('says how many changes are not stored', () => {
    const changes = { ...changesOf({ text: 'x' }), total: 60 };
    const lines = renderVersion(
      { entry, version: versionOf({ changes, previous: '0.9.0' }) },
      PLAIN,
    );
    expect(lines.slice(-3)).toEqual(['changes since 0.9.0', '  minor  x', '  … and 59 more']);
  });

  it.each([
    [1, 0, 'unhealthy  (1 error, 0 warnings)'],
    [0, 1, 'unhealthy  (0 errors, 1 warning)'],
    [2, 3, 'unhealthy  (2 errors, 3 warnings)'],
    [0, 0, 'unhealthy'],
  ])('counts %i errors and %i warnings', (errors, warnings, text) => {
    const health = { ...entry.health, status: 'unhealthy' as const, errors, warnings };
    const [current = versionOf({})] = list;
    expect(renderVersion({ entry: { ...entry, health }, version: current }, PLAIN)).toContain(
      `health          ${text}`,
    );
  });

  it('cannot steer a terminal', () => {
    const odd = { ...entry, name: STEER, description: STEER, tags: [STEER] };
    const [current = versionOf({})] = list;
    const version = { ...current, changes: changesOf({ text: STEER }), file_path: STEER };
    const text = renderVersion({ entry: odd, version }, PLAIN).join('');
    expect(text.split(HARMLESS)).toHaveLength(6);
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it.each([
    ['2026-03-04T05:06:07.890Z', '2026-03-04T05:06:07Z'],
    ['2026-03-04T05:06:07Z', '2026-03-04T05:06:07Z'],
    ['2026-03-04T05:06:07.1+02:00', '2026-03-04T05:06:07.1+02:00'],
  ])('%s is shown as %s', (time, text) => {
    expect(formatTime(time)).toBe(text);
  });
});

describe('changelog', () => {
  it('is Markdown, by importance', () => {
    expect(writeChangelog(entry, list)).toEqual([
      '# Changelog of The Agent (agent)',
      '',
      '## 2.0.0 - 2026-03-04',
      '',
      '### Breaking',
      '',
      '- B reshaped 3×3×3 → 3×3×4',
      '',
      '### Changed',
      '',
      '- u added',
      '',
      '### Text',
      '',
      '- footer changed',
      '',
      '## 1.1.0 - 2026-01-01',
      '',
      'Same content as 0.9.0.',
      '',
      '### Text',
      '',
      '- comments or layout changed',
      '',
      '## 1.0.0 - 2026-01-01',
      '',
      'First version.',
    ]);
  });

  it('says what is unknown', () => {
    const foreign = versionOf({ version: '1.0', bump: null });
    expect(writeChangelog(entry, [foreign]).at(-1)).toBe('The changes were not recorded.');
    const changes = { ...changesOf({ text: 'x' }), total: 3 };
    expect(writeChangelog(entry, [versionOf({ bump: 'minor', changes })]).at(-1)).toBe(
      'And 2 more.',
    );
  });

  it('escapes a time that somebody else wrote', () => {
    const forged = versionOf({ version: '1.0', created_at: '\u{1b}]0;evil\u{7}' });
    expect(writeChangelog(entry, [forged]).join('\n')).not.toContain('\u{1b}');
  });

  it('starts with the first version even if its number was declared', () => {
    const first = versionOf({ version: '1.4.0', bump: 'declared', previous: null });
    expect(writeChangelog(entry, [first]).at(-1)).toBe('First version.');
  });

  it('has no Markdown from the spec and no colours', () => {
    const odd = versionOf({ changes: changesOf({ text: '<b>*x* | [y](z)' }), bump: 'minor' });
    const lines = writeChangelog({ ...entry, name: '# `A`_b_' }, [odd]);
    expect(lines[0]).toBe('# Changelog of \\# \\`A\\`\\_b\\_ (agent)');
    expect(lines.at(-1)).toBe('- \\<b\\>\\*x\\* \\| \\[y\\](z)');
  });
});

describe('Markdown marks', () => {
  it.each([
    ['s_prime', 's_prime'],
    ['_s_', '\\_s\\_'],
    ['été_π', 'été_π'],
    ['a*b*c', 'a\\*b\\*c'],
    ['`x`', '\\`x\\`'],
    ['[x](y)', '\\[x\\](y)'],
    ['<script>', '\\<script\\>'],
    ['# x | y', '\\# x \\| y'],
    ['a\\b', 'a\\\\b'],
    ['s>A', 's\\>A'],
    ['x\ny\u0007', 'x\\ny\\x07'],
  ])('of %j are escaped: %j', (text, escaped) => {
    // escapeControls writes a backslash before a letter, which Markdown shows as it is.
    expect(escapeMarkdown(text).replaceAll('\\\\n', '\\n').replaceAll('\\\\x', '\\x')).toBe(
      escaped,
    );
  });
});

describe('reasons', () => {
  const minor = changesOf({ text: 'u added' });

  it.each([
    [{ bump: 'minor', changes: minor }, 'minor: u added'],
    [{ bump: 'declared', changes: minor }, 'declared, minor: u added'],
    [{ bump: 'declared', changes: null }, 'declared'],
    [{ bump: null, changes: null }, ''],
    [{ bump: null, changes: minor }, 'u added'],
    [{ bump: 'patch', changes: null, same_content_as: '1.0.0' }, 'patch: same content as 1.0.0'],
  ] as const)('%j: %s', (version, text) => {
    expect(formatBump({ same_content_as: null, ...version })).toBe(text);
  });
});

describe('bump', () => {
  const explained: BumpModel = {
    model_id: 'agent',
    file_path: 'in/agent.md',
    outcome: 'new_version',
    version: '1.1.0',
    previous_version: '1.0.0',
    bump: 'minor',
    changes: changesOf({ text: 'u added' }),
    same_content_as: null,
    declared: null,
    remarks: [],
  };

  it.each<[Partial<BumpModel>, string[]]>([
    [{}, ['agent 1.0.0 → 1.1.0  minor: u added', '  minor  u added']],
    [{ outcome: 'new_model', changes: null }, ['agent 1.1.0  new']],
    [{ outcome: 'unchanged', changes: null }, ['agent 1.1.0  nothing new']],
    [{ outcome: 'updated', changes: null }, ['agent 1.1.0  nothing new']],
    [
      { changes: null, declared: STEER, remarks: [STEER] },
      ['agent 1.0.0 → 1.1.0  minor', `  declared: ${HARMLESS}`, `  ${HARMLESS}`],
    ],
    [
      { changes: { ...changesOf({ text: 'u added' }), total: 9 } },
      ['agent 1.0.0 → 1.1.0  minor: u added and 8 more', '  minor  u added', '  … and 8 more'],
    ],
  ])('%j', (parts, lines) => {
    expect(renderBump({ ...explained, ...parts }, PLAIN)).toEqual(lines);
  });

  it('has its remarks in yellow', () => {
    const lines = renderBump({ ...explained, remarks: ['GNN-W022 x'] }, bright);
    expect(lines.at(-1)).toBe('  \u001b[33mGNN-W022 x\u001b[39m');
  });
});

describe('rollback', () => {
  const outcome = outcomeOf({
    outcome: 'new_version',
    version: '2.0.0',
    previous_version: '1.1.0',
    bump: 'major',
    changes: changesOf({ importance: 'major', text: 'u removed' }),
    same_content_as: '1.0.0',
  });

  const entry = { file_path: 'specs/agent.md', file_hash: null };
  const target = { version: '1.0.0' };
  const held = { rolled_back_from: { version: '1.1.0', hash: 'x' } };

  it('shows the new number', () => {
    const [line] = renderRollback({ outcome, entry, target, specFile: 'old_content' }, PLAIN);
    expect(line).toBe('agent 1.1.0 → 2.0.0  major: u removed; same content as 1.0.0');
  });

  it.each([
    ['old_content', {}, 'specs/agent.md has the content of 1.0.0'],
    [
      'rolled_back',
      held,
      'specs/agent.md still has the content of 1.1.0; runs ignore it until it changes (--write-source rewrites it)',
    ],
    [
      'rolled_back',
      { ...held, file_hash: 'y' },
      'specs/agent.md still has the content of 1.1.0; runs ignore it until it changes',
    ],
    [
      'unregistered',
      held,
      'specs/agent.md has unregistered changes; the next run will register them',
    ],
    ['gone', held, 'specs/agent.md does not exist'],
  ] as const)('shows what the file contains: %s', (specFile, parts, text) => {
    const lines = renderRollback(
      { outcome, target, specFile, entry: { ...entry, ...parts } },
      PLAIN,
    );
    expect(lines[1]).toBe(text);
  });

  it('cannot steer a terminal', () => {
    const odd = { ...outcome, model_id: STEER };
    const named = { ...entry, file_path: STEER };
    const done = { outcome: odd, entry: named, target, specFile: 'old_content' as const };
    const text = renderRollback(done, PLAIN).join('');
    expect(text.split(HARMLESS)).toHaveLength(3);
  });
});

const group = (hash: string, ...ids: string[]) => ids.map((id) => entryWith(id, { hash }));

describe('restore', () => {
  it('does not say "already" of a model that is in use and was never archived', () => {
    const retired: Entry = { ...base, status: 'retired' };
    const result = {
      entry: retired,
      from: retired.status,
      version: null,
      versions: [],
      damaged: [],
      breaks: [],
    };
    const text = LIFECYCLE.restore.text({ result, changed: false }, { reference: 'agent' }, PLAIN);
    expect(text).toEqual(['agent is not archived: it is retired']);
  });
});

describe('duplicate models', () => {
  it('are shown in groups, with their similarity', () => {
    const groups = [group('x', 'a', 'long-name'), [...group('y', 'b'), ...group('z', 'c')]];
    expect(renderDuplicates(groups, PLAIN)).toEqual([
      'one model under 2 names (the same bytes):',
      '  a          1.0.0  in/a.md',
      '  long-name  1.0.0  in/long-name.md',
      '',
      'one model under 2 names (different wording or layout):',
      '  b  1.0.0  in/b.md',
      '  c  1.0.0  in/c.md',
    ]);
    const lines = renderDuplicates(groups, bright);
    expect(lines.map(stripVTControlCharacters)).toEqual(renderDuplicates(groups, PLAIN));
    expect(lines[0]?.startsWith('\u001b[1m')).toBe(true);
  });

  it('are not shown if there are none', () => {
    expect(renderDuplicates([], PLAIN)).toEqual(['no duplicate models']);
  });

  it('fit a narrow terminal, and cannot control it', () => {
    const odd = entryWith('a', { file_path: `${STEER}${'x'.repeat(100)}` });
    const lines = renderDuplicates([[odd, entryWith('b')]], { ...PLAIN, columns: 40 });
    const rows = lines.slice(1);
    expect(Math.max(...rows.map((line) => stringWidth(line)))).toBeLessThanOrEqual(40);
    expect(rows.join('').match(/x/gu)).toHaveLength(101);
    expect(lines[1]).toContain('a\\x1b[31m\\n');
  });
});
