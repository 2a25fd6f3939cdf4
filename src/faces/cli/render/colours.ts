import pc from 'picocolors';
import type { Entry, Health } from '../../../domain/model.js';
import type { CliIo, CliStream } from '../io.js';
import { markAsOurs } from '../terminal.js';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Functions that paint text. */
export type Colors = Readonly<Record<Style, (text: string) => string>>;

/** Chooses the colours of a stream; they have no effect if it should have none. */
export function chooseColours(stream: CliStream, env: CliIo['env']): Colors {
  const colours = pc.createColors(isColoured(stream, env));
  return stream.isTTY ? markColours(colours) : colours;
}

/** Marks the codes as our own, and nothing of the text between them. */
function markColours(colours: Colors): Colors {
  const mark = (style: Style) => {
    const [start = '', end = ''] = colours[style]('|').split('|').map(markAsOurs);
    return (text: string) => start + text + end;
  };
  return {
    bold: mark('bold'),
    dim: mark('dim'),
    red: mark('red'),
    green: mark('green'),
    yellow: mark('yellow'),
    cyan: mark('cyan'),
  };
}

/**
 * Terminals get colours, unless they are dumb. `NO_COLOR` turns them off anywhere, and overrides
 * `FORCE_COLOR`, which turns them on anywhere (`0` and `false`: off).
 *
 * @see https://no-color.org and https://force-color.org
 */
function isColoured(stream: CliStream, env: CliIo['env']): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = env;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY && term !== 'dumb';
}

/** Chooses the colour of a model's status or health. */
export function paintStatus(status: Status, colours: Colors): (text: string) => string {
  const style = STYLES[status];
  return style === null ? (text) => text : colours[style];
}

type Status = Entry['status'] | Health['status'];

const STYLES: Readonly<Record<Status, Style | null>> = {
  active: null,
  deprecated: 'yellow',
  archived: null,
  retired: null,
  deleted: 'red',
  healthy: 'green',
  degraded: 'yellow',
  unhealthy: 'red',
  loading: 'dim',
  unknown: 'dim',
};
