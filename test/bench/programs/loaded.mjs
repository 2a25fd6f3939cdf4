/** Preloaded into a program: writes the list of its loaded modules to a file. */
import { register } from 'node:module';

register('./loaded-hook.mjs', import.meta.url, { data: { file: process.env.GNN_BENCH_LOADED } });
