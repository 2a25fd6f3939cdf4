/** Words answers and errors for clients. Pure. */
import type { CallToolResult } from '@modelcontextprotocol/server';
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import type { Wording } from '../../domain/wording.js';
import type { ExecutionResult } from '../../operations/execute.js';
import { bound, toCharacters } from './bounds.js';
import { findStart, listIn, writeCursor, type Start } from '../../operations/pages.js';

/** A structured answer. */
export type Answer = Readonly<Record<string, unknown>>;

/** An answer is an object: one that is a list has it under `items`. */
export function toAnswer(data: unknown): Answer {
  return isObject(data) && !Array.isArray(data) ? { ...data } : { items: data };
}

/** The page that is asked for. */
export interface Page {
  readonly list: string;
  readonly start: Start;
  readonly size: number;
  /** What the list was asked for with. */
  readonly call: unknown;
}

/**
 * Cuts an answer to a page and to a number of tokens, and says what is left out and how to go on.
 *
 * @param aside - what is told beside it, which takes room, too
 */
export function cutAnswer(
  whole: Answer,
  page: Page | undefined,
  maxTokens: number,
  aside: Answer = {},
): Answer {
  const items = page === undefined ? [] : listIn(whole, page.list);
  const from = page === undefined ? 0 : findStart(items, page.start);
  const paged =
    page === undefined ? whole : { ...whole, [page.list]: items.slice(from, from + page.size) };
  const most = toCharacters(maxTokens);
  let room = most;
  for (;;) {
    const answer = cutTo(paged, page, room, { items, from, whole });
    const over = JSON.stringify({ ...answer, ...aside }).length - most;
    if (over <= 0) return { ...answer, ...aside };
    // What says what is left out takes room, too.
    if (room <= LEAST) return { ...answer, ...shorten(answer), ...aside };
    room = Math.max(LEAST, room - over);
  }
}

/** In less room, an answer has only what it begins with. */
const LEAST = 20;

/** Names fewer of the things that are left out. */
function shorten({ left_out: left }: Answer): Answer {
  return Array.isArray(left) ? { left_out: left.slice(0, 2) } : {};
}

function cutTo(paged: Answer, page: Page | undefined, room: number, listed: Listed): Answer {
  const { value, leftOut } = bound(paged, room);
  const answer = toAnswer(value);
  // What follows on the next page is not left out.
  const left = leftOut.filter(({ at }) => at !== page?.list);
  return {
    ...answer,
    ...(page !== undefined && describeNext(answer, page, listed)),
    ...(left.length > 0 && { left_out: left.slice(0, MOST_LEFT_OUT) }),
  };
}

/** More would say little. */
const MOST_LEFT_OUT = 20;

interface Listed {
  readonly items: readonly unknown[];
  readonly from: number;
  readonly whole: Answer;
}

function describeNext(
  answer: Answer,
  { list, call }: Page,
  { items, from, whole }: Listed,
): Answer {
  const next = from + listIn(answer, list).length;
  const total = typeof whole['total'] === 'number' ? whole['total'] : items.length;
  if (next >= total || next === from) return {};
  return { next_cursor: writeCursor(call, next, items[next - 1]) };
}

/** What is to be told beside an answer. */
export function describeAside(
  { failures }: Pick<ExecutionResult, 'failures'>,
  notices: readonly Wording[],
  word: (words: Wording) => string,
): Answer {
  return {
    ...(failures.length > 0 && {
      failures: failures.map(({ code, message, hint }) => ({
        code,
        message: word(message),
        hint: word(hint),
      })),
    }),
    ...(notices.length > 0 && { notices: notices.map(word) }),
  };
}

/** The result of a tool: the answer, also as text for clients that know no structured answers. */
export function toResult(answer: Answer): CallToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(answer) }],
    structuredContent: { ...answer },
  };
}

/** The result of a tool that failed: what happened, and what to do about it. */
export function toFailure(error: unknown, word: (words: Wording) => string): CallToolResult {
  return { content: [{ type: 'text', text: describeError(error, word) }], isError: true };
}

/** Describes an error: its code for programs, the rest for who reads it. */
export function describeError(error: unknown, word: (words: Wording) => string): string {
  if (!(error instanceof RegistryError)) {
    return `internal: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { message, hint } = error.wording;
  return `${error.code}: ${word(message)}\n${word(hint)}`;
}
