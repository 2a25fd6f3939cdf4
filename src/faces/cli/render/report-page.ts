/** Renders a report: Markdown, which is also for people, and a page. */
import { renderReportMarkdown } from '../../../operations/report/markdown.js';
import type { RendererOf } from '../renderers.js';

export const REPORT: RendererOf<'report'> = {
  text: ({ data }) => renderReportMarkdown(data),
  forms: (report) => ({
    markdown: () => renderReportMarkdown(report.data),
    html: async () => {
      const { drawReport } = await import('../../../operations/report/draw.js');
      const { renderReportHtml } = await import('../../../operations/report/html.js');
      return renderReportHtml(report.data, await drawReport(report));
    },
  }),
};
