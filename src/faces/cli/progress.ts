import { Writable } from 'node:stream';
import type { Progress } from '../../domain/options.js';
import type { CliIo } from './io.js';
import { markAsOurs } from './terminal.js';

/** A progress bar that only appears when a run takes long. */
export interface ProgressBar {
  report: (progress: Progress) => void;
  /** Removes the bar from the screen; the next report brings it back. */
  hide: () => void;
  /** Removes the bar from the screen for good. */
  stop: () => void;
}

const MANY = 200;
const LONG_MILLISECONDS = 1000;
const STAGE_NAMES: Readonly<Record<Progress['stage'], string>> = {
  read: 'reading',
  write: 'writing',
  hash: 'hashing MB',
};

// The default export, because a CommonJS package has no other in the bundle.
const loadBar = async () => (await import('cli-progress')).default.SingleBar;

/** Creates a bar on stderr, shown from 200 files or after one second. */
export function createProgressBar(
  io: Pick<CliIo, 'stderr' | 'elapsed'>,
  loadClass: typeof loadBar = loadBar,
): ProgressBar {
  const started = io.elapsed();
  let draw: ((progress: Progress) => void) | undefined;
  let clear: (() => void) | undefined;
  let latest: Progress | undefined;
  let loading = false;
  let stopped = false;

  const load = async () => {
    loading = true;
    const SingleBar = await loadClass();
    const bar = new SingleBar({
      stream: openTerminal(io.stderr),
      format: '{stage} [{bar}] {value}/{total}',
      barsize: 30,
      clearOnComplete: true,
      // The program handles Ctrl-C itself, and there is no terminal mode to restore.
      gracefulExit: false,
      linewrap: true,
    });
    draw = ({ stage, done, total }) => {
      const payload = { stage: STAGE_NAMES[stage] };
      if (clear === undefined) {
        bar.start(total, done, payload);
        clear = () => bar.stop();
      } else {
        bar.setTotal(total);
        bar.update(done, payload);
      }
    };
    if (!stopped && latest !== undefined) draw(latest);
  };
  const hide = () => {
    clear?.();
    clear = undefined;
  };

  return {
    report(progress) {
      latest = progress;
      if (stopped) return;
      if (draw !== undefined) draw(progress);
      else if (!loading && isLong(progress, io.elapsed() - started)) {
        // A run must not fail because a bar is missing.
        load().catch((error: unknown) =>
          io.stderr.write(`note: no progress bar: ${String(error)}\n`),
        );
      }
    },
    hide,
    stop() {
      stopped = true;
      hide();
    },
  };
}

function isLong(progress: Progress, milliseconds: number): boolean {
  return progress.total >= MANY || milliseconds > LONG_MILLISECONDS;
}

/** A stream with the properties of a terminal that the bar needs. */
function openTerminal(stream: CliIo['stderr']) {
  const writable = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      stream.write(markAsOurs(String(chunk)));
      done();
    },
  });
  return Object.assign(writable, { isTTY: stream.isTTY, columns: stream.columns });
}
