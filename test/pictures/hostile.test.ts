/** A hostile model is text in every format. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { GnnModel } from '../../src/domain/model.js';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { writeDifferencePage } from '../../src/pictures/difference-page.js';
import { renderDot } from '../../src/pictures/dot.js';
import { drawDifference } from '../../src/pictures/draw-difference.js';
import { drawModel } from '../../src/pictures/draw-model.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { renderMermaid } from '../../src/pictures/mermaid.js';
import { compareModels } from '../../src/version/difference/index.js';
import { ATTACKS } from '../support/attacks.js';
import { comparableModel } from '../support/models/index.js';

const layouter = startLayouter();

const SPEC = `
## GNNSection
X
## ModelName
Plain
## StateSpaceBlock
A[2,2,type=float]
s[2,type=float]
## Connections
s-A
## InitialParameterization
A={(0.9, 0.1), (0.1, 0.9)}
`;

const PLAIN = comparableModel(SPEC);

/** A model that has the text wherever a model can have one. */
function attackModel(text: string): GnnModel {
  const { model } = PLAIN;
  const place = { line: 1, column: 1 };
  return {
    ...model,
    model_name: text,
    gnn_section: text,
    annotation: text,
    variables: [
      ...model.variables.map((it) => ({ ...it, description: text, ontology_term: text })),
      {
        ...place,
        name: text,
        dimensions: [null],
        declared: [text],
        type: text,
        default: null,
        description: text,
        ontology_term: text,
      },
    ],
    connections: [
      ...model.connections,
      {
        ...place,
        sources: [text],
        targets: ['A', 's', text],
        operator: '>',
        directed: true,
        label: text,
        constraint: text,
        description: text,
      },
    ],
    equations: [{ ...place, end_line: 1, text, label: text }],
  };
}

const xml = new XMLParser({
  ignoreAttributes: false,
  preserveOrder: true,
  trimValues: false,
  processEntities: true,
});

interface Elements {
  readonly names: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  readonly texts: readonly string[];
}

/** The elements, attributes and texts of parsed markup. */
function inspect(markup: string): Elements {
  const found = { names: new Set<string>(), attributes: new Set<string>(), texts: [] as string[] };
  const walk = (nodes: unknown): void => {
    if (!Array.isArray(nodes)) return;
    for (const node of nodes) {
      for (const [key, value] of Object.entries(node as Record<string, unknown>)) {
        if (key === '#text') found.texts.push(String(value));
        else if (key === ':@') {
          for (const name of Object.keys(value as object)) found.attributes.add(name.slice(2));
        } else {
          found.names.add(key);
          walk(value);
        }
      }
    }
  };
  walk(xml.parse(markup));
  return found;
}

const SVG_ELEMENTS = new Set(
  'svg title desc style defs pattern circle path rect g text tspan polygon'.split(' '),
);

function assertHarmless(svg: string): Elements {
  expect(XMLValidator.validate(svg)).toBe(true);
  // oxlint-disable-next-line no-control-regex -- these may not be there
  expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\ufffe\uffff]/);
  const found = inspect(svg);
  expect([...found.names].filter((it) => !SVG_ELEMENTS.has(it))).toEqual([]);
  expect([...found.attributes].filter((it) => /^on|href|style$/i.test(it))).toEqual([]);
  return found;
}

describe.each(ATTACKS)('%j', (text, seen) => {
  const model = attackModel(text);

  test('is text in SVG', async () => {
    const { svg } = await drawModel(model, layouter, { matrices: true });
    expect(assertHarmless(svg).texts.join('\n')).toContain(seen);
    expect(svg.length).toBeLessThan(100_000);
  });

  test('is text in a difference, as SVG and HTML', async () => {
    const after = { ...PLAIN, model };
    const changes = compareModels(PLAIN, comparableModel(`${SPEC}\n## Footer\nend`), false).map(
      (it) => ({ ...it, text }),
    );
    const before = { title: text, ...PLAIN };
    const sides = { before, after: { title: text, ...after } };
    const { svg } = await drawDifference({ ...sides, changes, verdict: text }, layouter);
    expect(assertHarmless(svg).texts.join('\n')).toContain(seen);
    const page = writeDifferencePage({ title: text, verdict: text, changes, svg });
    expect(page).toContain("default-src 'none'");
    const { names, texts } = inspect(
      page.replace('<!doctype html>', '').replaceAll(/<meta [^>]*>/g, ''),
    );
    expect([...names].filter((it) => /script|img|iframe|object|link/.test(it))).toEqual([]);
    expect(texts.join('\n')).toContain(seen);
    expect(page.match(/<script/gi)).toBeNull();
  });

  test('is text in DOT', () => {
    const written = renderDot(buildGraph(model));
    // Without its strings, nothing is left but the language.
    const bare = written.replaceAll(/"(?:[^"\\]|\\.)*"/g, 'TEXT');
    for (const line of bare.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(?:digraph model \{|\s*rankdir=LR;|\s*(?:subgraph cluster_p\d+ \{|label=TEXT;|\})|\s*[nj]\d+ \[(?:label=TEXT, )?[\w="#, ]*(?:TEXT)?\];|\s*[nj]\d+ -> [nj]\d+(?: \[[\w=, ]*\])?;|\})$/,
      );
    }
  });

  test('is text in Mermaid', () => {
    const written = renderMermaid(buildGraph(model));
    for (const line of written.trimEnd().split('\n')) {
      const bare = line.replaceAll(/"[^"]*"/g, 'TEXT');
      expect(bare).toMatch(
        /^(?:flowchart LR|\s*(?:[nj]\d+[([]+TEXT[)\]]+(?::::\w+)?|subgraph p\d+\[TEXT\]|end|[nj]\d+ [-<>.]+(?:\|TEXT\|)? [nj]\d+|classDef [\w :,#-]+))$/,
      );
      for (const [, quoted = ''] of line.matchAll(/"([^"]*)"/g)) {
        expect(quoted.replaceAll('<br>', '')).toMatch(/^(?:[\p{L}\p{N} .,_()@+-]|#\d+;)*$/u);
      }
    }
  });
});
