/** Tries one row for the torture, which may try others meanwhile: its order is `{ path, options }` as JSON. */
import { createContext } from '../lib/context.mjs';
import { endResidents } from '../lib/residents.mjs';

const { path, options } = JSON.parse(process.argv[2]);
const { run, ...own } = await import(path);
const context = createContext(options, own);
// Without the torture, nobody waits for the result: it ends as if interrupted, and cleans up.
const giveUp = () => process.kill(process.pid, 'SIGTERM');
process.once('disconnect', giveUp);
// A row that throws has failed; the others still run.
const result = await run(context).catch((error) => ({ passed: false, detail: error.stack }));
await endResidents();
context.clean();
process.off('disconnect', giveUp);
process.send(result, () => process.disconnect());
