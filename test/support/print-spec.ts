import { stringify } from 'yaml';
import type { Value } from '../../src/domain/model.js';
import type { PlainChain, PlainModel, PlainTime, PlainVariable } from './arbitrary-model.js';

/** Picks one of several spellings; tests choose at random. */
export type Pick = <T>(...choices: readonly [T, ...T[]]) => T;

/** Writes a model, picking each spelling individually. */
export function printSpec(model: PlainModel, pick: Pick): string {
  const sections: [string, string[] | null][] = [
    ['GNNSection', [model.gnnSection]],
    ['GNNVersionAndFlags', versionAndFlags(model, pick)],
    ['ModelName', [model.modelName]],
    ['ModelAnnotation', model.annotation?.split('\n') ?? null],
    [
      'StateSpaceBlock',
      scattered(
        model.variables.map((variable) => declaration(variable, pick)),
        pick,
      ),
    ],
    [
      'Connections',
      scattered(
        model.chains.map((chain) => connection(chain, pick)),
        pick,
      ),
    ],
    [
      'InitialParameterization',
      scattered(
        model.parameters.map((parameter) => assignment(parameter.name, parameter.value, pick)),
        pick,
      ),
    ],
    ['Equations', model.equations.flatMap((equation) => [equation, ''])],
    ['Time', model.time === null ? null : timeLines(model.time, pick)],
    [
      'ActInfOntologyAnnotation',
      scattered(
        model.ontology.map(([name, term]) => `${name}${sign('=', pick)}${term}`),
        pick,
      ),
    ],
    [
      'ModelParameters',
      scattered(
        model.modelParameters.map(([key, value]) => assignment(key, value, pick)),
        pick,
      ),
    ],
    ['Footer', model.footer?.split('\n') ?? null],
    [
      'Signature',
      model.signature?.map(([key, value]) => `${key}${sign(pick(':', '='), pick)}${value}`) ?? null,
    ],
    ...model.extensions.map(([name, text]): [string, string[]] => [name, text.split('\n')]),
  ];
  const body = sections.flatMap(([name, lines]) =>
    lines === null ? [] : [heading(name, pick), ...blank(pick), ...lines, ...blank(pick)],
  );
  const lines = [...frontMatter(model), `# ${model.title}`, ...blank(pick), ...body];
  return (
    pick('', '\uFEFF') +
    lines
      .join('\n')
      .split('\n')
      .join(pick('\n', '\r\n', '\r'))
  );
}

function frontMatter({ frontMatter }: PlainModel): string[] {
  // Only the line end, because a value may end in another kind of white space.
  return frontMatter === null ? [] : ['---', stringify(frontMatter).replace(/\n$/u, ''), '---'];
}

function heading(name: string, pick: Pick): string {
  return pick(`## ${name}`, `## ${name}:`, `##\t${name}  `, `  ## ${name} ##`);
}

function blank(pick: Pick): string[] {
  return pick<string[]>([], [''], ['  ', '']);
}

/** The lines of a structured section, mixed with comments, blank lines and indentation. */
function scattered(lines: readonly string[], pick: Pick): string[] {
  return lines.flatMap((line) => [
    ...pick<string[]>([], [''], ['# a comment'], ['### A[2,2] > B'], ['<!-- hidden[3] -->']),
    pick('', '', '  ') + line,
  ]);
}

function sign(mark: string, pick: Pick): string {
  return pick(mark, ` ${mark} `, `${mark} `);
}

function versionAndFlags({ gnnVersion, flags }: PlainModel, pick: Pick): string[] {
  const words = flags.map(([name, value]) =>
    value === true ? pick(name, `${name}=true`) : `${name}=${value}`,
  );
  const version = pick('GNN v', 'GNN_v', 'gnn v') + gnnVersion;
  if (words.length === 0) return [version];
  return pick(
    [version, ...words],
    [`${version} ${words.join(' ')}`],
    [version, `ProcessingFlags: ${words.join(', ')}`],
  );
}

function declaration(variable: PlainVariable, pick: Pick): string {
  const attributes = [
    ...(variable.type === null ? pick<string[]>([], ['type=float']) : [`type=${variable.type}`]),
    ...(variable.hint === null ? [] : [`default=${variable.hint}`]),
  ];
  const behind = variable.declared.length > 0 ? pick(false, true) : false;
  const items = [
    ...variable.declared,
    ...(behind ? [] : pick(attributes, attributes.toReversed())),
  ];
  const trailing = behind ? attributes.map((one) => trailingAttribute(one, pick)).join('') : '';
  const [only = ''] = variable.declared;
  const short =
    items.length === 1 && trailing === '' && only.startsWith('len(')
      ? pick('', `${variable.name}=${only}`)
      : '';
  const open = pick('[', ' [', '=[');
  const written =
    short || `${variable.name}${open}${items.join(pick(',', ', ', ' ,'))}]${trailing}`;
  return written + comment(variable.description, pick);
}

/** An attribute behind the brackets, with or without the key of a type. */
function trailingAttribute(attribute: string, pick: Pick): string {
  const [key = '', value = ''] = attribute.split('=');
  const plain = `${pick(',', ', ', ' ')}${key}=${value}`;
  const shout = `${pick(',', ' , ')}${key}=${value.toUpperCase()}`;
  return key === 'type' ? pick(plain, shout, `,${value}`) : plain;
}

function comment(text: string | null, pick: Pick): string {
  return text === null ? '' : `${pick(' ', '\t', '   ', '')}${pick('#', '###')} ${text}`;
}

function connection(chain: PlainChain, pick: Pick): string {
  const groups = chain.groups.map((names) => {
    const list = names.join(pick(',', ', '));
    return names.length === 1 ? pick(list, `(${list})`, `( ${list} )`) : pick(`(${list})`, list);
  });
  // Without spaces, `s_t-1` and `s'-A1` would be ambiguous.
  const tight = chain.groups.every((names) => names.every((name) => !/[+-]/.test(name)));
  let line = groups[0] ?? '';
  for (const [hop, operator] of chain.operators.entries()) {
    const next = groups[hop + 1] ?? '';
    line += (tight ? pick(operator, ` ${operator} `) : ` ${operator} `) + next;
  }
  if (chain.label !== null) line += pick(':', ': ') + chain.label;
  if (chain.constraint !== null) line += pick('=', ' = ') + chain.constraint;
  return line + comment(chain.description, pick);
}

function assignment(name: string, value: Value, pick: Pick): string {
  return name + sign(pick('=', ':'), pick) + printValue(value, pick);
}

function printValue(value: Value, pick: Pick): string {
  return Array.isArray(value) ? printTensor(value, pick, true) : printScalar(value, pick);
}

function printTensor(value: readonly Value[], pick: Pick, outer: boolean): string {
  const row = value.map((item) =>
    Array.isArray(item) ? printTensor(item, pick, false) : printScalar(item, pick),
  );
  // Braces around one vector are that vector, so a matrix of one row is not written in them; nor is
  // a list of one list, whose parentheses would mean nothing.
  const [only] = value;
  const oneRow =
    value.length === 1 && Array.isArray(only) && (only.length === 1 || !Array.isArray(only[0]));
  const styles: [string, ...string[]] = outer && oneRow ? ['[]', '()'] : ['[]', '()', '{}'];
  const [open = '', close = ''] = pick(...styles);
  const text = open + row.join(separator(pick)) + pick('', ',', '\n') + close;
  return outer && !Array.isArray(value[0]) ? pick(text, `{${text}}`) : text;
}

function separator(pick: Pick): string {
  return pick(',', ', ', ',\n  ', ' ,', ', # a row\n', ',\n\n# between\n');
}

function printScalar(value: Value, pick: Pick): string {
  if (typeof value === 'number') return printNumber(value, pick);
  if (value === 'inf') return pick('inf', 'Infinity', '∞', '+inf');
  if (value === '-inf') return pick('-inf', '-Infinity', '-∞');
  if (value === 'nan') return pick('nan', 'NaN');
  if (typeof value === 'boolean') return pick(String(value), String(value).toUpperCase());
  return String(value);
}

function printNumber(value: number, pick: Pick): string {
  const plain = String(value);
  const spellings: [string, ...string[]] = [
    plain,
    value.toExponential(),
    value.toExponential().toUpperCase(),
  ];
  if (!plain.includes('e') && value >= 0) spellings.push(`+${plain}`, `0${plain}`);
  if (/^-?\d+$/.test(plain)) spellings.push(`${plain}.0`, `${plain}.`);
  if (/^0\.\d/.test(plain)) spellings.push(plain.slice(1));
  return pick(...spellings);
}

function timeLines(time: PlainTime, pick: Pick): string[] {
  const { discretization, variable } = time;
  const joined = discretization !== null && variable !== null ? pick(true, false) : false;
  return [
    ...(time.mode === null ? [] : [time.mode]),
    ...(joined
      ? [`${discretization}Time=${variable}`]
      : [
          ...(discretization === null ? [] : [pick(discretization, `${discretization}Time`)]),
          ...(variable === null ? [] : [`Time${sign('=', pick)}${variable}`]),
        ]),
    ...(time.horizon === null ? [] : [`ModelTimeHorizon${sign('=', pick)}${time.horizon}`]),
    ...time.settings.map(([key, value]) => `${key}${sign(pick('=', ':'), pick)}${value}`),
  ];
}
