/** `db`: makes the tables of a database, says what it has, and takes registries in and out. */
import { plural } from '../../../domain/plural.js';
import {
  inspectDatabase,
  migrateDatabase,
  transferRegistry,
  type TransferredRegistry,
} from '../../../operations/maintenance/database.js';
import { createWorkplace, type Workplace } from '../../../operations/workplace.js';
import type { DatabaseStatus } from '../../../store/port.js';
import type { Call } from '../command.js';
import { resolveOutput, type Output } from '../options.js';
import { escapeControls } from '../render/escape.js';
import { renderJson } from '../render/json.js';
import { reportError } from '../report-error.js';
import { createEnvironment, readSettings, resolveOptions } from '../settings.js';
import { formatNote } from '../wording.js';

/** What a command did: for programs, and for people. */
interface Answer {
  readonly data: object;
  readonly lines: readonly string[];
  /** Something is missing. */
  readonly isWarning?: boolean;
}

type Work = (place: Workplace, call: Call) => Promise<Answer>;

function createHandler(work: Work): (call: Call) => Promise<number> {
  return async (call) => {
    const { flags, io } = call;
    let output = resolveOutput(flags, {});
    try {
      const file = await readSettings(flags.config, io.cwd);
      output = resolveOutput(flags, file);
      const onNotice: Workplace['env']['onNotice'] = (it) => io.stderr.write(formatNote(it));
      const env = { ...createEnvironment(flags, io), onNotice };
      const answer = await work(createWorkplace(resolveOptions(flags, file, io), env), call);
      io.stdout.write(render(answer, output, call));
      return answer.isWarning === true ? 2 : 0;
    } catch (error) {
      return reportError(error, output, call);
    }
  };
}

function render({ data, lines, isWarning = false }: Answer, output: Output, call: Call): string {
  if (output.format === 'json') return renderJson(call, isWarning ? 'warning' : 'success', data);
  if (output.verbosity === 'quiet' && !isWarning) return '';
  return lines.map((line) => `${escapeControls(line)}\n`).join('');
}

/** `db migrate` */
export const migrateCommand = createHandler(async (place, { flags }) => {
  const done = await migrateDatabase(place, flags.partitions);
  return {
    data: { migrations: done },
    lines: [
      done.length === 0
        ? 'the tables are up to date'
        : `the tables are up to date now: ${done.join(', ')}`,
    ],
  };
});

/** `db status` */
export const statusCommand = createHandler(async (place) => {
  const data = await inspectDatabase(place);
  return { data, lines: describeStatus(data) };
});

/** `db import` */
export const importCommand = createHandler(async (place) =>
  describeTransfer(await transferRegistry(place, 'import')),
);

/** `db export` */
export const exportCommand = createHandler(async (place) =>
  describeTransfer(await transferRegistry(place, 'export')),
);

function describeStatus(status: DatabaseStatus): string[] {
  const { server, migrations, missing_migrations: due, bytes, registries } = status;
  return [
    `PostgreSQL ${server}, ${(bytes / 1_000_000).toFixed(1)} MB in the tables of registries`,
    due.length === 0
      ? `tables: up to date (${migrations.at(-1) ?? 'none'})`
      : `tables: ${plural(due.length, 'step')} behind; run gnn-registry db migrate`,
    ...(registries.length === 0 ? ['no registry yet'] : []),
    ...registries.map(
      (it) =>
        `${it.name}: ${plural(it.models, 'model')}, ${plural(it.versions, 'version')}, ${plural(it.events, 'event')}, generation ${it.generation}, changed ${it.updated_at}`,
    ),
  ];
}

function describeTransfer(done: TransferredRegistry): Answer {
  const { to, generation, models, missing } = done;
  return {
    data: done,
    lines: [
      `${plural(models, 'model')} of generation ${generation} ${models === 1 ? 'is' : 'are'} now in ${to}`,
      ...missing,
    ],
    isWarning: missing.length > 0,
  };
}
