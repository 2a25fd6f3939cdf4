/** Reads the audit log from its rows. */
import { findEventsAfter } from '../../audit/newest.js';
import { hashLine } from '../../domain/canonical.js';
import type { AuditHead } from '../../domain/model.js';
import { TextBuffer } from '../../domain/text-buffer.js';
import { reading, type Database } from './connection.js';

const READ = `SELECT position, line FROM gnn_registry.events
  WHERE registry = $1 AND position > $2 ORDER BY position LIMIT $3`;
const READ_LAST = `SELECT line FROM gnn_registry.events
  WHERE registry = $1 ORDER BY position DESC LIMIT $2`;
const BATCH = 10_000;
/** The event before those that are wanted, and some that others add meanwhile. */
const SPARE = 16;
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

/** Reads the end of the log alone, as `eventsAfter` of the port. */
export async function readLinesAfter(
  database: Database,
  upTo: AuditHead,
  sequence: number,
): Promise<Uint8Array | undefined> {
  return reading(database, async (connection) => {
    const least = Math.max(0, upTo.sequence - sequence) + SPARE;
    for (let count = least; count <= BATCH; count *= 4) {
      const { rows } = await connection.query<{ line: string }>(READ_LAST, [
        database.registry,
        count,
      ]);
      const isWhole = rows.length < count;
      const newest = rows.findIndex(({ line }) => isEvent(line, upTo));
      const lines = newest < 0 ? [] : rows.slice(newest).toReversed();
      const bytes = Buffer.from(lines.map(({ line }) => `${line}\n`).join(''));
      const start = findEventsAfter(bytes, upTo.hash, sequence, isWhole);
      if (typeof start === 'number') return bytes.subarray(start);
      if (isWhole || (start === undefined && newest >= 0)) return undefined;
    }
    return undefined;
  });
}

function isEvent(line: string, { sequence, hash }: AuditHead): boolean {
  return line.startsWith(`{"sequence":${sequence},`) && hashLine(line) === hash;
}
