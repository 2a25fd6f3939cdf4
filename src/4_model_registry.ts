#!/usr/bin/env node
// The numbered name, for a pipeline that calls its steps by number: the same flags, the same step.
import { start } from './faces/cli/start.js';

await start(process, import.meta.url);
