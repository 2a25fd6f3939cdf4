/** Reads the audit log from its rows. */
import { hashLine } from '../../domain/canonical.js';
import type { AuditHead } from '../../domain/model.js';
import { TextBuffer } from '../../domain/text-buffer.js';
import { reading, type Database } from './connection.js';

const READ = `SELECT position, line FROM gnn_registry.events
  WHERE registry = $1 AND position > $2 ORDER BY position LIMIT $3`;
const BATCH = 10_000;
const TYPICAL_LINE = 2048;

/** Reads all lines up to an event, as `events` of the port. */
export async function readLines(
  database: Database,
  upTo: AuditHead | undefined,
): Promise<Uint8Array> {
  return reading(database, async (connection) => {
    const text = new TextBuffer(TYPICAL_LINE);
    for (let last = 0, isDone = false; !isDone;) {
      const { rows } = await connection.query<{ position: string; line: string }>(READ, [
        database.registry,
        last,
        BATCH,
      ]);
      for (const { position, line } of rows) {
        last = Number(position);
        text.append(`${line}\n`);
        if (upTo !== undefined && isEvent(line, upTo)) return text.bytes;
      }
      isDone = rows.length < BATCH;
    }
    return text.bytes;
  });
}

function isEvent(line: string, { sequence, hash }: AuditHead): boolean {
  return line.startsWith(`{"sequence":${sequence},`) && hashLine(line) === hash;
}
