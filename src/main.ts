#!/usr/bin/env node
import { startProgram } from './load-program.js';

startProgram(process, import.meta.url);
