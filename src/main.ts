#!/usr/bin/env node
import { loadProgram } from './load-program.js';

await loadProgram(import.meta.url).program.start(process, import.meta.url);
