#!/usr/bin/env node
import { start } from './faces/cli/start.js';

await start(process, import.meta.url);
