/** Runs an operation as a shell command: the answer goes to stdout, everything else to stderr. */
import { chooseClock } from '../../domain/clock.js';
import { RegistryError } from '../../domain/errors.js';
import type { Environment } from '../../domain/options.js';
import type { Wording } from '../../domain/wording.js';
import type { Operation } from '../../operations/operation.js';
import { execute } from '../../operations/execute.js';
import type { ExecutionResult } from '../../operations/execute.js';
import { createWorkplace } from '../../operations/workplace.js';
import { pointToHelp } from './arguments.js';
import type { Call } from './command.js';
import { confirm } from './confirm.js';
import { toStatus } from './exit-code.js';
import { getExtras } from './extras.js';
import { assertComplete, readInput } from './operation-input.js';
import { resolveOutput } from './options.js';
import type { Output } from './options.js';
import { chooseColours } from './render/colours.js';
import { escapeControls } from './render/escape.js';
import { renderJson } from './render/json.js';
import { renderCsv, renderNdjson } from './render/rows.js';
import { loadRenderer } from './renderers.js';
import type { Lines, Renderer, Row, View } from './renderers.js';
import { reportError, since } from './report-error.js';
import { chooseActor, readSettings, resolveOptions } from './settings.js';
import { wordForShell } from './wording.js';

/**
 * Runs an operation and writes its answer.
 *
 * @returns the exit code: 0, 1 or 2
 */
export async function runOperation(call: Call, operation: Operation): Promise<number> {
  const { flags, io, started, command } = call;
  let output = resolveOutput(flags, {});
  try {
    const file = await readSettings(flags.config, io.cwd);
    output = restrictFormat(call, resolveOutput(flags, file));
    const input = await completeInput(call, operation);
    const env = createEnvironment(call, output);
    const place = createWorkplace(resolveOptions(flags, file, io.cores), env);
    const asking = {
      onNotice: env.onNotice,
      confirm: (question: string) => confirm(call, question),
      word: wordForShell,
    };
    const [renderer, executed] = await Promise.all([
      loadRenderer(command.name),
      execute(place, operation, input, asking),
    ]);
    const deliver = await getExtras(command.name).loadDelivery?.();
    const done = (await deliver?.(executed, call, place)) ?? executed;
    io.stdout.write(await render(done, { renderer, input, output, call }));
    return getExitCode(done);
  } catch (error) {
    return reportError(error, output, io, started, command.name);
  }
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

function getExitCode({ isWarning }: ExecutionResult): 0 | 2 {
  return isWarning ? 2 : 0;
}

function createEnvironment({ flags, io }: Call, { verbosity }: Output): Environment {
  return {
    cwd: io.cwd,
    now: chooseClock(io.env['SOURCE_DATE_EPOCH'], io.now),
    elapsed: io.elapsed,
    actor: chooseActor(flags, io),
    ...(io.signal && { signal: io.signal }),
    ...(verbosity !== 'quiet' && {
      onNotice: (notice: Wording) =>
        io.stderr.write(`note: ${escapeControls(wordForShell(notice))}\n`),
    }),
  };
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
  readonly call: Call;
}

async function render(done: ExecutionResult, rendering: Rendering): Promise<string> {
  const { renderer, input, output, call } = rendering;
  const { io, started, command } = call;
  const { result, data } = done;
  if (output.format === 'json') {
    const meta = { command: command.name, version: io.version, duration_ms: since(io, started) };
    return renderJson({ status: toStatus(getExitCode(done)), data, error: null, meta });
  }
  const form = renderer?.forms?.(result, input)[output.format];
  if (form !== undefined) return form();
  if (output.format === 'ndjson') return renderNdjson(listRows(done, rendering));
  if (output.format === 'csv') return renderCsv(listRows(done, rendering));
  if (output.verbosity === 'quiet' && renderer?.ids !== undefined) {
    return toText(renderer.ids(result, input));
  }
  if (output.format === 'markdown' && renderer?.markdown !== undefined) {
    return toText(await renderer.markdown(result, input));
  }
  const view: View = {
    colours: chooseColours(io.stdout, io.env),
    columns: io.stdout.columns,
    isTerminal: io.stdout.isTTY,
    flags: call.values,
  };
  return toText((await renderer?.text(result, input, view)) ?? [JSON.stringify(data, null, 2)]);
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

function toText(lines: Lines): string {
  return typeof lines === 'string' ? lines : lines.map((line) => `${line}\n`).join('');
}
