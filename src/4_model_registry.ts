#!/usr/bin/env node
// The same program under a numbered name, for pipelines that call their steps by number.
import { loadProgram } from './load-program.js';

await loadProgram(import.meta.url).program.start(process, import.meta.url);
