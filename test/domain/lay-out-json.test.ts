/** Where the lines of a metadata file end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutJson } from '../../src/domain/lay-out-json.js';

const lines = (...text: readonly string[]): string => text.map((line) => `${line}\n`).join('');

test('scalars, and lists of them, have a line for each key', () => {
  expect(
    layOutJson({
      name: 'Café',
      number: -0.5,
      yes: true,
      none: null,
      empty: [],
      list: [1, 'b', null],
    }),
  ).toBe(
    lines(
      '{',
      '  "name": "Café",',
      '  "number": -0.5,',
      '  "yes": true,',
      '  "none": null,',
      '  "empty": [],',
      '  "list": [1,"b",null]',
      '}',
    ),
  );
});

test('an object by itself has one line, whatever is in it', () => {
  expect(
    layOutJson({ time: { mode: 'Static', lines: [{ text: 'x' }], rows: [[1]] }, none: {} }),
  ).toBe(
    lines(
      '{',
      '  "time": {"mode":"Static","lines":[{"text":"x"}],"rows":[[1]]},',
      '  "none": {}',
      '}',
    ),
  );
});

test('each item of a list of objects has a line', () => {
  expect(
    layOutJson({
      variables: [
        { name: 's', dimensions: [2, 1], of: { a: [1] } },
        { name: 'o', dimensions: [] },
      ],
    }),
  ).toBe(
    lines(
      '{',
      '  "variables": [',
      '    {"name":"s","dimensions":[2,1],"of":{"a":[1]}},',
      '    {"name":"o","dimensions":[]}',
      '  ]',
      '}',
    ),
  );
});

test('a tensor of one dimension stays in the line of its item', () => {
  expect(layOutJson({ parameters: [{ name: 'D', value: [0.5, 0.5], line: 3 }] })).toBe(
    lines('{', '  "parameters": [', '    {"name":"D","value":[0.5,0.5],"line":3}', '  ]', '}'),
  );
});

test('a tensor of two dimensions has a line for each row', () => {
  expect(
    layOutJson({ parameters: [{ name: 'A', value: [[1, 0], [], [0.1, 0.9]], line: 3 }] }),
  ).toBe(
    lines(
      '{',
      '  "parameters": [',
      '    {"name":"A","value":[',
      '      [1,0],',
      '      [],',
      '      [0.1,0.9]',
      '    ],"line":3}',
      '  ]',
      '}',
    ),
  );
});

test('one of three or four dimensions has those of its rows, further in', () => {
  const value = [
    [
      [1, 2],
      [3, 4],
    ],
    [[5]],
  ];
  const first = [
    '        [1,2],',
    '        [3,4]',
    '      ],',
    '      [',
    '        [5]',
    '      ]',
  ];
  expect(layOutJson({ parameters: [{ name: 'B', value }] })).toBe(
    lines(
      '{',
      '  "parameters": [',
      '    {"name":"B","value":[',
      '      [',
      ...first,
      '    ]}',
      '  ]',
      '}',
    ),
  );
  expect(layOutJson({ parameters: [{ name: 'C', value: [value] }] })).toBe(
    lines(
      '{',
      '  "parameters": [',
      '    {"name":"C","value":[',
      '      [',
      '        [',
      ...first.map((line) => `  ${line}`),
      '      ]',
      '    ]}',
      '  ]',
      '}',
    ),
  );
});

test('brackets and line ends in a text end no line', () => {
  const text = '] },\r\n  [1,\u2028{';
  const json = layOutJson({ notes: [{ text, value: [[text]] }] });
  expect(json.split('\n')).toHaveLength(8);
  expect(JSON.parse(json)).toEqual({ notes: [{ text, value: [[text]] }] });
});

test('whatever it lays out is the same JSON', () => {
  const key = fc.string({ minLength: 1 }).filter((it) => it !== '__proto__');
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.jsonValue({ maxDepth: 6 }), { noNullPrototype: true }),
      (json) => {
        const known: unknown = JSON.parse(JSON.stringify(json));
        expect(JSON.parse(layOutJson(json))).toEqual(known);
      },
    ),
  );
  expect(JSON.parse(layOutJson({ deep: [[[[1]]]] }))).toEqual({ deep: [[[[1]]]] });
});
