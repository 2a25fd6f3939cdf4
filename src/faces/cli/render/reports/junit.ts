import XmlBuilder from 'fast-xml-builder';
import { escapeControls } from '../escape.js';
import { groupByModel, type Report, type ReportContext, type ReportFinding } from './report.js';
import { countFindings } from '../format.js';

/** A test case of the report; what begins with `@` is an attribute. */
interface Case {
  readonly '@classname': string;
  readonly '@name': string;
  readonly failure?: { readonly '@message': string; readonly '@type': string; '#text': string };
  readonly 'system-out'?: string;
}

/** Renders a report as JUnit XML: a test case for each model, which fails if it does not pass. */
export function renderJunit(report: Report, context: ReportContext): string {
  const { groups, others } = groupByModel(report);
  const cases = groups.map(({ model, findings }) =>
    createCase(context.locate(model.file), model.id ?? model.file, findings, context),
  );
  // What is about no model, and a report must not be empty.
  if (others.length > 0 || cases.length === 0) {
    cases.push(createCase('gnn-registry', context.command, others, context));
  }
  const counts = {
    '@tests': cases.length,
    '@failures': cases.filter((it) => it.failure !== undefined).length,
    '@errors': 0,
  };
  const name = `gnn-registry ${context.command}`;
  const builder = new XmlBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    suppressEmptyNode: true,
    format: true,
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': name,
      ...counts,
      testsuite: { '@name': name, ...counts, testcase: cases },
    },
  });
}

function createCase(
  classname: string,
  name: string,
  findings: readonly ReportFinding[],
  { locate }: ReportContext,
): Case {
  const failed = findings.filter((it) => it.fails);
  const passed = findings.filter((it) => !it.fails);
  const [first] = failed;
  const listLines = (list: readonly ReportFinding[]) =>
    list.map((it) => toXmlText(formatFinding(it, locate))).join('\n');
  return {
    '@classname': toXmlText(classname),
    '@name': toXmlText(name),
    ...(first !== undefined && {
      failure: {
        '@message': toXmlText(failed.length === 1 ? first.message : countFindings(failed)),
        '@type': first.code,
        '#text': listLines(failed),
      },
    }),
    ...(passed.length > 0 && { 'system-out': listLines(passed) }),
  };
}

function formatFinding(finding: ReportFinding, locate: ReportContext['locate']): string {
  const { file, line, column, severity, code, message } = finding;
  const place = [file === null ? null : locate(file), line, column].filter((it) => it !== null);
  return [...(place.length > 0 ? [place.join(':')] : []), severity, code, message].join('  ');
}

/** Text without the characters that XML does not have. */
function toXmlText(text: string): string {
  return escapeControls(text).replace(/[\ufffe\uffff]/g, '\ufffd');
}
