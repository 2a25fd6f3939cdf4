/** Runs an operation as a shell command: the answer goes to stdout, everything else to stderr. */
import { RegistryError } from '../../domain/errors.js';
import type { StepOptions } from '../../domain/options.js';
import type { Wording } from '../../domain/wording.js';
import { execute, type ExecutionResult } from '../../operations/execute.js';
import type { Operation } from '../../operations/operation.js';
import { createWorkplace } from '../../operations/workplace.js';
import { withRegistryBlamed } from '../../store/blame.js';
import { pointToHelp } from './arguments.js';
import type { Call } from './command.js';
import { joinCauses, toStatus } from './run-status.js';
import { getExtras } from './extras.js';
import { assertComplete, readInput } from './operation-input.js';
import { resolveOutput, type Output } from './options.js';
import { chooseColours } from './render/colours.js';
import { escapeRendered } from './render/escape.js';
import { renderJsonParts } from './render/json.js';
import { isReportFormat, renderReport } from './render/reports/index.js';
import { createReportContext } from './render/reports/report.js';
import { renderCsv, renderNdjson } from './render/rows.js';
import { loadRenderer, type Lines, type Renderer, type Row, type View } from './renderers.js';
import { reportError, reportFailures } from './report-error.js';
import { createEnvironment, locateStepFolder, readSettings, resolveOptions } from './settings.js';
import { formatNote, wordForShell } from './wording.js';

/**
 * Runs an operation and writes its answer.
 *
 * @returns the exit code: 0, 1 or 2
 */
export async function runOperation(call: Call, operation: Operation): Promise<number> {
  const { flags, io, command } = call;
  let output = resolveOutput(flags, {});
  let isExecuted = false;
  try {
    const file = await readSettings(flags.config, io.cwd);
    output = restrictFormat(call, resolveOutput(flags, file));
    const input = await completeInput(call, operation);
    const notices = output.verbosity !== 'quiet' && {
      onNotice: (notice: Wording) => io.stderr.write(formatNote(notice)),
    };
    const env = { ...createEnvironment(flags, io), ...notices };
    const place = createWorkplace(resolveOptions(flags, file, io), env);
    const [renderer, executed] = await Promise.all([
      loadRenderer(command.name),
      execute(place, operation, input, {
        ...notices,
        confirm: (question) => confirm(call, question),
        word: wordForShell,
      }).then((it) => {
        isExecuted = true;
        return it;
      }),
    ]);
    const deliver = await getExtras(command.name).loadDelivery?.();
    const done = (await deliver?.(executed, call, place)) ?? executed;
    const { options } = place;
    const rendering = { renderer, input, output, options, call };
    const text = await withRegistryBlamed(place.store, () => render(done, rendering));
    for (const part of typeof text === 'string' ? [text] : text) {
      io.stdout.write(part);
      await io.stdout.drained?.();
    }
    reportFailures(done.failures, output.format, io);
    return getExitCode(done);
  } catch (error) {
    if (error instanceof Declined) {
      io.stderr.write('nothing was changed\n');
      return 0;
    }
    // Its work stands, though its answer could not be given.
    if (!isExecuted) await cleanUp(call, operation);
    return reportError(error, output, call);
  }
}

async function cleanUp(call: Call, operation: Operation): Promise<void> {
  const clean = await getExtras(call.command.name).loadCleanup?.();
  if (clean === undefined) return;
  // An input that is refused is what is reported already.
  const input = await completeInput(call, operation).catch(() => undefined);
  if (input !== undefined) await clean(input, call.io.cwd);
}

/** The user does not want what a command would do, which is no error. */
class Declined extends Error {}

/**
 * Asks for confirmation before something is destroyed, unless `--yes` is given.
 *
 * @throws RegistryError `usage` if there is no terminal to ask on
 * @throws Declined if the answer is no
 */
async function confirm({ flags, io }: Call, question: string): Promise<void> {
  if (flags.yes === true) return;
  if (io.confirm === undefined) {
    throw new RegistryError('usage', `${question} There is no terminal to ask on.`, 'Give --yes.');
  }
  if (!(await io.confirm(question))) throw new Declined();
}

async function completeInput(call: Call, operation: Operation): Promise<object> {
  const { name } = call.command;
  const { loadReader, ownWords } = getExtras(name);
  const read = await loadReader?.();
  try {
    const given = readInput(operation, call.words, call.values, ownWords);
    const input = (await read?.(call, given)) ?? given;
    assertComplete(name, operation, input);
    return input;
  } catch (error) {
    throw pointToHelp(error, name);
  }
}

function getExitCode({ failures, isWarning }: ExecutionResult): 0 | 1 | 2 {
  if (failures.length > 0) return 1;
  return isWarning ? 2 : 0;
}

/** The settings file is written for the step, so ignores a format that this command does not have. */
function restrictFormat({ command }: Call, output: Output): Output {
  // Some commands use `--format` for something else, but still support JSON.
  const isJson = output.format === 'json' && command.flags.some((flag) => flag.name === 'json');
  const choices = command.flags.find((flag) => flag.name === 'format')?.choices ?? [];
  return isJson || choices.includes(output.format) ? output : { ...output, format: 'text' };
}

interface Rendering {
  readonly renderer: Renderer<unknown, object> | undefined;
  readonly input: object;
  readonly output: Output;
  readonly options: StepOptions;
  readonly call: Call;
}

async function render(
  done: ExecutionResult,
  rendering: Rendering,
): Promise<string | Iterable<string>> {
  const { renderer, input, output, call } = rendering;
  const { result, data } = done;
  if (output.format === 'json') {
    return renderJsonParts(call, toStatus(getExitCode(done)), data, joinCauses(done.failures));
  }
  const view = createView(rendering);
  const form = renderer?.forms?.(result, input)[output.format];
  if (form !== undefined) return form();
  if (output.format === 'ndjson') return renderNdjson(listRows(done, rendering));
  if (output.format === 'csv')
    return renderCsv(listRows(done, rendering), listKeys(done, rendering));
  if (output.verbosity === 'quiet' && renderer?.ids !== undefined) {
    return toText(renderer.ids(result, input), view);
  }
  if (output.format === 'markdown' && renderer?.markdown !== undefined) {
    return toText(await renderer.markdown(result, input), view);
  }
  if (renderer?.report !== undefined && isReportFormat(output.format)) {
    return renderReport(
      output.format,
      renderer.report(result, input, view),
      createReportContext(call),
    );
  }
  const lines = (await renderer?.text(result, input, view)) ?? [JSON.stringify(data, null, 2)];
  return toText(lines, view);
}

function createView({ options, output, call }: Rendering): View {
  const { io, values } = call;
  return {
    colours: chooseColours(io.stdout, io.env),
    columns: io.stdout.columns,
    isTerminal: io.stdout.isTTY,
    verbosity: output.verbosity,
    failOn: options.failOn,
    stepFolder: locateStepFolder(options.outputDir, io.cwd),
    flags: values,
  };
}

function listRows(
  { result, data }: ExecutionResult,
  { renderer, input, call }: Rendering,
): readonly Row[] {
  if (renderer?.rows !== undefined) return renderer.rows(result, input);
  const key = call.command.operation?.list ?? '';
  const list = Object.entries(data ?? {}).find(([name]) => name === key)?.[1];
  if (!Array.isArray(list)) throw new RegistryError('internal', `no list ${key}`, 'Report this.');
  return list;
}

/** The columns of a list, for one without items. */
function listKeys(
  { result, data }: ExecutionResult,
  { renderer, input, call }: Rendering,
): readonly string[] {
  if (renderer?.columns !== undefined) return renderer.columns(result, input);
  const { lists = {}, list = '' } = call.command.operation ?? {};
  const present = Object.keys(lists).filter((key) => Object.hasOwn(data ?? {}, key));
  return lists[present.includes(list) ? list : (present[0] ?? '')] ?? [];
}

/**
 * Text of a source is written as it is; lines that were rendered may have names of any characters, which a
 * terminal's stream escapes by itself.
 */
function toText(lines: Lines, { isTerminal, colours }: View): string {
  if (typeof lines === 'string') return lines;
  const text = lines.map((line) => `${line}\n`).join('');
  return isTerminal ? text : escapeRendered(text, colours.bold('x') !== 'x');
}
