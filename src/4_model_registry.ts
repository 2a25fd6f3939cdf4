#!/usr/bin/env node
// The same program under a numbered name, for pipelines that call their steps by number.
import { startProgram } from './load-program.js';

startProgram(process, import.meta.url);
