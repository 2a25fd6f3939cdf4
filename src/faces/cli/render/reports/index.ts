/** The formats of reports, one renderer each. */
import type { Report, ReportContext } from './report.js';

/** The formats that every report has. */
export const REPORT_FORMATS = ['github', 'sarif', 'junit', 'markdown'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

type RenderReport = (report: Report, context: ReportContext) => string;

const LOADERS: Readonly<Record<ReportFormat, () => Promise<RenderReport>>> = {
  github: async () => (await import('./github.js')).renderGithub,
  sarif: async () => (await import('./sarif.js')).renderSarif,
  junit: async () => (await import('./junit.js')).renderJunit,
  markdown: async () => (await import('./markdown.js')).renderMarkdown,
};

/** Whether a format is one of a report. */
export function isReportFormat(format: string): format is ReportFormat {
  return Object.hasOwn(LOADERS, format);
}

/** Renders a report in a format. */
export async function renderReport(
  format: ReportFormat,
  report: Report,
  context: ReportContext,
): Promise<string> {
  const render = await LOADERS[format]();
  return render(report, context);
}
