import { chooseClock } from '../../../domain/clock.js';
import type { Environment, StepOptions } from '../../../domain/options.js';
import type { Wording } from '../../../domain/wording.js';
import { openRegistry, type OpenedRegistry } from '../../../operations/workplace.js';
import type { Call } from '../command.js';
import { statusOf } from '../exit-code.js';
import type { CliIo } from '../io.js';
import { resolveOutput, type Flags, type Output } from '../options.js';
import { reportError, since } from '../report-error.js';
import { chooseColours, type Colors } from '../render/colours.js';
import { escapeControls } from '../render/escape.js';
import { renderJson } from '../render/json.js';
import { renderCsv, renderNdjson } from '../render/rows.js';
import { readSettings, resolveOptions } from '../settings.js';
import { wordForShell } from '../wording.js';

/** How text is to be shown. */
export interface View {
  readonly colours: Colors;
  /** Columns of the terminal; undefined where the text goes elsewhere. */
  readonly columns: number | undefined;
  readonly isTerminal: boolean;
}

/** What a command answers. */
export interface Answer {
  /** For programs: JSON with snake_case keys. */
  readonly data: unknown;
  /** For people: lines, or text that ends as it must. */
  readonly text: (view: View) => readonly string[] | string | Promise<readonly string[]>;
  readonly markdown?: () => Promise<readonly string[]> | readonly string[];
  /** What a quiet call prints: the names alone, for scripts. */
  readonly ids?: () => readonly string[];
  /** One for each thing of a list, flat, for `ndjson` and `csv`. */
  readonly rows?: () => readonly Readonly<Record<string, unknown>>[];
  /** Other forms, by the name of the format. */
  readonly forms?: Partial<Readonly<Record<Output['format'], () => string>>>;
  readonly exitCode?: 0 | 2;
}

/** What a command works with. */
export interface Work {
  readonly call: Call;
  readonly options: StepOptions;
  readonly env: Environment;
  /** Opens the registry that the flags name; an empty one where there is none and that will do. */
  readonly open: (orEmpty?: boolean) => Promise<OpenedRegistry>;
}

/**
 * Runs a command that asks or changes the registry: its answer on stdout, everything else on stderr.
 *
 * @returns the exit code: 0, 1 or 2
 */
export async function answer(call: Call, work: (work: Work) => Promise<Answer>): Promise<number> {
  const { flags, io, started, command } = call;
  let output = resolveOutput(flags, {});
  try {
    const file = await readSettings(flags.config, io.cwd);
    output = outputOf(call, file);
    const options = resolveOptions(flags, file, io.cores);
    const env: Environment = {
      cwd: io.cwd,
      now: chooseClock(io.env['SOURCE_DATE_EPOCH'], io.now),
      elapsed: io.elapsed,
      actor: actorOf(flags, io),
      ...(io.signal && { signal: io.signal }),
      ...(output.verbosity !== 'quiet' && {
        onNotice: (notice: Wording) =>
          io.stderr.write(`note: ${escapeControls(wordForShell(notice))}\n`),
      }),
    };
    const open = (orEmpty?: boolean): Promise<OpenedRegistry> =>
      openRegistry(options, env, orEmpty);
    const given = await work({ call, options, env, open });
    io.stdout.write(await render(given, output, call));
    return given.exitCode ?? 0;
  } catch (error) {
    return reportError(error, output, io, started, command.name);
  }
}

/** A settings file speaks of the step: a format that this command lacks is none. */
function outputOf({ flags, command }: Call, file: Parameters<typeof resolveOutput>[1]): Output {
  const output = resolveOutput(flags, file);
  // Some commands have a flag of that name for something else, and JSON all the same.
  const isJson = output.format === 'json' && command.flags.some((it) => it.name === 'json');
  const choices = command.flags.find((it) => it.name === 'format')?.choices ?? [];
  return isJson || choices.includes(output.format) ? output : { ...output, format: 'text' };
}

async function render(
  { data, text, markdown, ids, rows, forms, exitCode = 0 }: Answer,
  { format, verbosity }: Output,
  { command, io, started }: Call,
): Promise<string> {
  if (format === 'json') {
    const meta = { command: command.name, version: io.version, duration_ms: since(io, started) };
    return renderJson({ status: statusOf(exitCode), data, error: null, meta });
  }
  const form = forms?.[format];
  if (form !== undefined) return form();
  if (format === 'ndjson' && rows !== undefined) return renderNdjson(rows());
  if (format === 'csv' && rows !== undefined) return renderCsv(rows());
  if (verbosity === 'quiet' && ids !== undefined) return linesOf(ids());
  const view: View = {
    colours: chooseColours(io.stdout, io.env),
    columns: io.stdout.columns,
    isTerminal: io.stdout.isTTY,
  };
  const shown =
    format === 'markdown' && markdown !== undefined ? await markdown() : await text(view);
  return typeof shown === 'string' ? shown : linesOf(shown);
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Who changes the registry: the flag, else the user of the process. */
export function actorOf({ actor }: Flags, { env }: CliIo): string {
  return actor ?? (env['USER'] || env['USERNAME'] || 'unknown');
}
