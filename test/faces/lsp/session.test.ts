import { startLspHere } from '../../support/lsp-client.js';
import { testSessions } from './sessions.js';

testSessions('a server within this process', startLspHere);
