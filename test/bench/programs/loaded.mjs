/** Loaded before a program: leaves the modules of the program that it loaded in a file. */
import { register } from 'node:module';

register('./loaded-hook.mjs', import.meta.url, { data: { file: process.env.GNN_BENCH_LOADED } });
