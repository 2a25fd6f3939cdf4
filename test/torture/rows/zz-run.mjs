import { tryCase, prepare } from './zz.mjs';
import { createContext } from '../lib/context.mjs';
import { CASES } from '../lib/hostile.mjs';
import { listCommands } from '../lib/commands.mjs';
const [pattern, only] = process.argv.slice(2);
const context = createContext({ quick: true, seed: 5, dist: '/work/wt/rows/dist' }, 31);
const base = await prepare(context);
const commands = await listCommands(context);
for (const it of CASES.filter(({ name }) => new RegExp(pattern).test(name)))
  for (const args of commands.flatMap((c) => c.calls)) {
    if (only && !new RegExp(only).test(args.join(' '))) continue;
    const r = await tryCase(context, base, { it, args, isTraced: false, seed: 7 });
    if (r.cpu > 600 || r.problems.length || r.isInternal) console.log(r.label, Math.round(r.cpu), Math.round(r.memory), r.code, r.isInternal ? r.stderr.slice(0,200) : '', r.problems.map(x=>x.slice(x.indexOf('): ')+3)).join(';'));
  }
context.clean();
