#!/usr/bin/env node
// The same program under a numbered name, for pipelines that call their steps by number.
import { start } from './faces/cli/start.js';

await start(process, import.meta.url);
