/**
 * An example of every finding, from which its section of `docs/diagnostics.md` is made: a wrong spec and a
 * right one, or words where a spec alone does not have the finding. Only the lines that matter are given.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { YAML_OPTIONS } from '../../../src/domain/yaml.js';
import type { SectionName } from '../../../src/domain/spec.js';
import type { ProcessOptions } from '../../../src/index.js';
import { SOUND_SECTIONS } from '../spec-text.js';

/** Another spec: what the same file was registered with before, one whose file is gone since, or one beside it. */
export interface OtherSpec {
  readonly is: 'before' | 'gone' | 'beside';
  readonly lines: string;
}

/** A spec that has a finding, and the same spec without it. */
export interface Example {
  /** A sentence for people, where the lines do not speak for themselves. */
  readonly note?: string;
  readonly settings?: NonNullable<ProcessOptions['settings']> & Pick<ProcessOptions, 'profile'>;
  /** The name of the file, if it matters. */
  readonly file?: string;
  /** Sections of which the wrong spec has only its own lines. */
  readonly without?: readonly SectionName[];
  /** Whether the lines of the wrong spec are the whole file. */
  readonly whole?: boolean;
  /** Specs that are there before, in this order. */
  readonly others?: readonly OtherSpec[];
  readonly wrong: string;
  /** Where the finding is, as `line:column` of the lines, and its message. */
  readonly at: string;
  readonly says: string;
  readonly right: string;
}

/** How a finding comes about that a spec alone does not have. */
export interface Words {
  /** Why there is no example. */
  readonly reason: string;
  readonly words: string;
}

/** The examples by code. */
export const EXAMPLES: ReadonlyMap<string, Example | Words> = new Map(
  ['errors', 'warnings', 'infos'].flatMap((name): [string, Example | Words][] => {
    const text = readFileSync(join(import.meta.dirname, `${name}.yaml`), 'utf8');
    return Object.entries(parse(text, YAML_OPTIONS));
  }),
);

/** A whole spec with the lines of an example in it. */
export interface Composed {
  readonly text: string;
  /** For each line of the text, its number in the example; undefined for lines that are not in it. */
  readonly origins: readonly (number | undefined)[];
}

interface Line {
  readonly text: string;
  readonly origin?: number;
}

/**
 * Puts the lines of an example into the sound spec: what comes before the first section to its start, and the
 * sections to its end. A line replaces that of the same name, and sections of one line are replaced.
 */
export function composeSpec(
  lines: string,
  { without = [], whole = false }: Pick<Example, 'without' | 'whole'> = {},
): Composed {
  const given = lines.split('\n').map((text, index): Line => ({ text, origin: index + 1 }));
  const [start = [], ...sections] = splitBefore(given, ({ text }) => text.startsWith('## '));
  const named = new Set(sections.map(nameOf));
  const sound = (Object.keys(SOUND_SECTIONS) as SectionName[]).filter(
    (name) => !without.includes(name),
  );
  const all = whole
    ? given
    : [
        ...start,
        ...sound.filter((name) => !named.has(name)).flatMap((name) => soundSection(name)),
        ...sections.flatMap((section, index) => {
          const name = sound.find((it) => it === nameOf(section));
          const isFirst = sections.findIndex((it) => nameOf(it) === name) === index;
          return name !== undefined && isFirst ? complete(name, section) : section;
        }),
      ];
  return {
    text: all.map(({ text }) => text).join('\n'),
    origins: all.map(({ origin }) => origin),
  };
}

/** Sections of many lines, which an example completes. */
const COMPLETED: ReadonlySet<SectionName> = new Set<SectionName>([
  'StateSpaceBlock',
  'Connections',
  'InitialParameterization',
  'ActInfOntologyAnnotation',
]);

/** A section of an example, with the lines of the sound spec that it does not replace. */
function complete(name: SectionName, [heading, ...lines]: readonly Line[]): Line[] {
  const given = new Set(lines.map(({ text }) => variableOf(text)));
  const [, ...kept] = COMPLETED.has(name) ? soundSection(name) : [];
  const isKept = ({ text }: Line): boolean => {
    const variable = variableOf(text);
    return text !== '' && (variable === undefined || !given.has(variable));
  };
  return [...(heading ? [heading] : []), ...kept.filter(isKept), ...lines];
}

function soundSection(name: SectionName): Line[] {
  return [`## ${name}`, ...(SOUND_SECTIONS[name] ?? '').split('\n'), ''].map((text) => ({ text }));
}

/** What a line declares or gives a value or a term; undefined for a connection. */
function variableOf(line: string): string | undefined {
  return /^([\p{L}_]\w*)\s*[[=]/u.exec(line)?.[1];
}

function nameOf(section: readonly Line[]): string {
  return section[0]?.text.slice('## '.length) ?? '';
}

function splitBefore<T>(items: readonly T[], isStart: (item: T) => boolean): T[][] {
  const parts: T[][] = [[]];
  for (const item of items) {
    if (isStart(item)) parts.push([]);
    parts.at(-1)?.push(item);
  }
  return parts;
}
