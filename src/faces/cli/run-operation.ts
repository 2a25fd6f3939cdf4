/** Runs an operation as a command of the shell: its answer on stdout, everything else on stderr. */
import { chooseClock } from '../../domain/clock.js';
import { RegistryError } from '../../domain/errors.js';
import type { Environment } from '../../domain/options.js';
import type { Wording } from '../../domain/wording.js';
import type { Operation } from '../../operations/operation.js';
import { execute, type ExecutionResult } from '../../operations/execute.js';
import { createWorkplace } from '../../operations/workplace.js';
import { pointToHelp } from './arguments.js';
import type { Call } from './command.js';
import { confirm } from './confirm.js';
import { statusOf } from './exit-code.js';
import type { CliIo } from './io.js';
import { extrasOf } from './extras.js';
import { assertComplete, inputOf } from './operation-input.js';
import { resolveOutput, type Flags, type Output } from './options.js';
import { chooseColours } from './render/colours.js';
import { escapeControls } from './render/escape.js';
import { renderJson } from './render/json.js';
import { renderCsv, renderNdjson } from './render/rows.js';
import { rendererOf, type Lines, type Renderer, type Row, type View } from './renderers.js';
import { reportError, since } from './report-error.js';
import { readSettings, resolveOptions } from './settings.js';
import { wordForShell } from './wording.js';

/**
 * Runs an operation.
 *
 * @returns the exit code: 0, 1 or 2
 */
export async function runOperation(call: Call, operation: Operation): Promise<number> {
  const { flags, io, started, command } = call;
  let output = resolveOutput(flags, {});
  try {
    const file = await readSettings(flags.config, io.cwd);
    output = outputOf(call, resolveOutput(flags, file));
    const input = await readInput(call, operation);
    const env = environmentOf(call, output);
    const place = createWorkplace(resolveOptions(flags, file, io.cores), env);
    const asking = {
      onNotice: env.onNotice,
      confirm: (question: string) => confirm(call, question),
      word: wordForShell,
    };
    const [renderer, executed] = await Promise.all([
      rendererOf(command.name),
      execute(place, operation, input, asking),
    ]);
    const deliver = await extrasOf(command.name).loadDelivery?.();
    const done = (await deliver?.(executed, call)) ?? executed;
    io.stdout.write(await render(done, { renderer, input, output, call }));
    return exitCodeOf(done);
  } catch (error) {
    return reportError(error, output, io, started, command.name);
  }
}

async function readInput(call: Call, operation: Operation): Promise<object> {
  const { name } = call.command;
  const { loadReader, ownWords } = extrasOf(name);
  const read = await loadReader?.();
  try {
    const given = inputOf(operation, call.words, call.values, ownWords);
    const input = (await read?.(call, given)) ?? given;
    assertComplete(name, operation, input);
    return input;
  } catch (error) {
    throw pointToHelp(error, name);
  }
}

function exitCodeOf({ isWarning }: ExecutionResult): 0 | 2 {
  return isWarning ? 2 : 0;
}

function environmentOf({ flags, io }: Call, { verbosity }: Output): Environment {
  return {
    cwd: io.cwd,
    now: chooseClock(io.env['SOURCE_DATE_EPOCH'], io.now),
    elapsed: io.elapsed,
    actor: actorOf(flags, io),
    ...(io.signal && { signal: io.signal }),
    ...(verbosity !== 'quiet' && {
      onNotice: (notice: Wording) =>
        io.stderr.write(`note: ${escapeControls(wordForShell(notice))}\n`),
    }),
  };
}

/** A settings file speaks of the step: a format that this command does not have is not for it. */
function outputOf({ command }: Call, output: Output): Output {
  // Some commands have a flag of that name for something else, and JSON all the same.
  const isJson = output.format === 'json' && command.flags.some((it) => it.name === 'json');
  const choices = command.flags.find((it) => it.name === 'format')?.choices ?? [];
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
    return renderJson({ status: statusOf(exitCodeOf(done)), data, error: null, meta });
  }
  const form = renderer?.forms?.(result, input)[output.format];
  if (form !== undefined) return form();
  if (output.format === 'ndjson') return renderNdjson(rowsOf(done, rendering));
  if (output.format === 'csv') return renderCsv(rowsOf(done, rendering));
  if (output.verbosity === 'quiet' && renderer?.ids !== undefined) {
    return textOf(renderer.ids(result, input));
  }
  if (output.format === 'markdown' && renderer?.markdown !== undefined) {
    return textOf(await renderer.markdown(result, input));
  }
  const view: View = {
    colours: chooseColours(io.stdout, io.env),
    columns: io.stdout.columns,
    isTerminal: io.stdout.isTTY,
    flags: call.values,
  };
  return textOf((await renderer?.text(result, input, view)) ?? [JSON.stringify(data, null, 2)]);
}

function rowsOf(
  { result, data }: ExecutionResult,
  { renderer, input, call }: Rendering,
): readonly Row[] {
  if (renderer?.rows !== undefined) return renderer.rows(result, input);
  const key = call.command.operation?.list ?? '';
  const list = Object.entries(data ?? {}).find(([name]) => name === key)?.[1];
  if (!Array.isArray(list)) throw new RegistryError('internal', `no list ${key}`, 'Report this.');
  return list;
}

function textOf(lines: Lines): string {
  return typeof lines === 'string' ? lines : lines.map((line) => `${line}\n`).join('');
}

/** Who changes the registry: the flag, else the user of the process. */
export function actorOf({ actor }: Flags, { env }: CliIo): string {
  return actor ?? (env['USER'] || env['USERNAME'] || 'unknown');
}
