/** The sections of `docs/diagnostics.md`: what a finding means, what to do, and its example. */
import { stringify } from 'yaml';
import { CATALOGUE, type DiagnosticInfo, type Severity } from '../../../src/domain/catalogue.js';
import { EXAMPLES, type Example, type OtherSpec, type Words } from './index.js';

/** The sections of all findings of a severity, each below a heading that links can lead to. */
export function renderFindings(severity: Severity): string {
  return Object.entries(CATALOGUE)
    .filter(([, info]) => info.severity === severity)
    .map(([code, info]) => renderFinding(code, info, EXAMPLES.get(code)))
    .join('\n\n');
}

function renderFinding(
  code: string,
  { title, severity, remedy }: DiagnosticInfo,
  example: Example | Words | undefined,
): string {
  const meaning = `**${title.charAt(0).toUpperCase()}${title.slice(1)}.** ${remedy}`;
  const shown = example === undefined ? [] : renderExample(example, severity);
  return [`### ${code}`, meaning, ...shown].join('\n\n');
}

function renderExample(example: Example | Words, severity: Severity): string[] {
  if ('words' in example) {
    return [`_No example: ${example.reason}._`, example.words.trimEnd()];
  }
  const { note, settings, others = [], wrong, at, says, right } = example;
  const [bad, good] = severity === 'info' ? ['Reported', 'Not reported'] : ['Wrong', 'Right'];
  return [
    ...(note === undefined ? [] : [note]),
    ...(settings === undefined ? [] : ['With these settings:', fence('yaml', stringify(settings))]),
    ...others.flatMap(({ is, lines }) => [`${WHERE[is]}:`, fence('gnn', lines)]),
    `${bad}${whereIs(example)}:`,
    fence('gnn', wrong),
    fence('text', `${at}  ${says}`),
    `${good}:`,
    fence('gnn', right),
  ];
}

const WHERE: Readonly<Record<OtherSpec['is'], string>> = {
  before: 'Registered from this file',
  gone: 'Registered from `specs/corridor.md`, which is gone',
  beside: 'In `specs/corridor.md`',
};

function whereIs({ file, whole = false }: Example): string {
  return whole ? ', as the whole file' : file === undefined ? '' : `, in \`specs/${file}\``;
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
