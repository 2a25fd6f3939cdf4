import { join } from 'node:path';
import type { Summary } from '../../../domain/model.js';
import type { Environment, Span, StepOptions } from '../../../domain/options.js';
import { explainFailure, joinCauses, toStatus } from '../run-status.js';
import type { CliIo } from '../io.js';
import type { Call } from '../command.js';
import { resolveOutput, type Output } from '../options.js';
import { createProgressBar, type ProgressBar } from '../progress.js';
import { reportError, reportFailures } from '../report-error.js';
import { chooseColours } from '../render/colours.js';
import { renderJson } from '../render/json.js';
import { isReportFormat, renderReport, type ReportFormat } from '../render/reports/index.js';
import { createReportContext } from '../render/reports/report.js';
import { createEnvironment, locateStepFolder, readSettings, resolveOptions } from '../settings.js';
import { formatNote } from '../wording.js';

/**
 * Runs the step: results go to stdout, everything else to stderr.
 *
 * @returns the exit code: 0, 1 or 2
 */
export async function runStepCommand(call: Call): Promise<number> {
  const { flags, io, deps } = call;
  let output = resolveOutput(flags, {});
  try {
    const file = await readSettings(flags.config, io.cwd);
    output = resolveOutput(flags, file);
    const options = resolveOptions(flags, file, io);
    const trace = await openTrace(flags.trace, options, io);
    const env = createEnvironment(flags, io);
    const runStep = deps.runStep ?? (await import('../../../pipeline/index.js')).runStep;
    const spans: Span[] = [];
    const summary = await watch(io, output, (hooks) =>
      runStep(options, {
        ...env,
        ...(trace !== undefined && { onSpan: (span: Span) => spans.push(span) }),
        showsInfos: output.verbosity === 'verbose' || output.format !== 'text',
        ...hooks,
      }),
    );
    if (options.report || options.graphs) {
      const { writeMore } = await import('../../../operations/maintenance/after-run.js');
      await writeMore(options, env);
    }
    await trace?.(spans);
    await report(summary, options, output, call);
    return summary.exit_code;
  } catch (error) {
    return reportError(error, output, call);
  }
}

/**
 * Checks before the run whether its trace can be saved.
 *
 * @returns saves it; undefined if none is wanted
 * @throws RegistryError as `assertNamed` does
 */
async function openTrace(
  name: string | undefined,
  options: StepOptions,
  io: CliIo,
): Promise<((spans: readonly Span[]) => Promise<void>) | undefined> {
  if (name === undefined) return undefined;
  const { renderTrace, TRACE_START } = await import('../render/trace.js');
  const { assertNamed, saveNamed } = await import('../save-named.js');
  const file = { name, options, overwrite: true, onlyOver: TRACE_START };
  assertNamed(file, io.cwd);
  return (spans) => saveNamed(file, Buffer.from(renderTrace(spans)), io);
}

type Hooks = Pick<Environment, 'onProgress' | 'onNotice' | 'onTiming'>;

/** Does the work with a progress bar, notices and timings on stderr, depending on the verbosity. */
async function watch(
  io: CliIo,
  { format, verbosity }: Output,
  work: (hooks: Hooks) => Promise<Summary>,
): Promise<Summary> {
  if (verbosity === 'quiet') return work({});
  const bar = format === 'text' && io.stderr.isTTY ? createProgressBar(io) : undefined;
  try {
    const summary = await work({
      ...(bar !== undefined && { onProgress: bar.report }),
      onNotice: (notice) => writeNote(formatNote(notice), io, bar),
      ...(verbosity === 'verbose' && {
        onTiming: (stage: string, milliseconds: number) =>
          writeNote(`  ${stage} ${Math.round(milliseconds)} ms\n`, io, bar),
      }),
    });
    if (verbosity === 'verbose')
      writeNote(`  ${Math.round(summary.specs_per_second)} specs/s\n`, io, bar);
    return summary;
  } finally {
    bar?.stop();
  }
}

function writeNote(line: string, io: CliIo, bar: ProgressBar | undefined): void {
  bar?.hide();
  io.stderr.write(line);
}

async function report(
  summary: Summary,
  options: StepOptions,
  { format, verbosity }: Output,
  call: Call,
): Promise<void> {
  const { io } = call;
  const failures = explainFailure(summary, options);
  if (format === 'json') {
    io.stdout.write(renderJson(call, toStatus(summary.exit_code), summary, joinCauses(failures)));
    return;
  }
  if (isReportFormat(format)) {
    io.stdout.write(await renderRun(format, summary, options, call));
    reportFailures(failures, format, io);
    return;
  }
  const { renderText } = await import('../render/text.js');
  const text = renderText(summary, {
    verbosity,
    colours: chooseColours(io.stdout, io.env),
    columns: io.stdout.columns,
    failOn: options.failOn,
    options,
    summaryPath:
      options.mode === 'write'
        ? join(locateStepFolder(options.outputDir, io.cwd), 'model_registry_summary.json')
        : null,
  });
  if (text !== '') io.stdout.write(text);
  reportFailures(failures, format, io);
}

/** Renders a run as a report, for which its specs are looked at again. */
async function renderRun(
  format: ReportFormat,
  summary: Summary,
  options: StepOptions,
  call: Call,
): Promise<string> {
  const { describeRun } = await import('../../../operations/findings.js');
  const { reportSpecs } = await import('../render/reports/specs.js');
  const { createWorkplace } = await import('../../../operations/workplace.js');
  const place = createWorkplace(options, createEnvironment(call.flags, call.io));
  const findings = await describeRun(summary, place);
  const report = reportSpecs({ ...summary, findings }, options.failOn);
  return renderReport(format, report, createReportContext(call));
}
