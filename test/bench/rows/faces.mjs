/** How long a person waits for the language server, the tools for AI clients, and a picture. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { showMs } from '../lib/context.mjs';
import { median, percentile, runNode } from '../lib/measure.mjs';

/** In milliseconds. */
const GOALS = { ready: 600, finding: 10, completion: 20, large: 200, call: 50, picture: 600 };

/** Told, and no gate of CI: what people wait for is measured by the clock, which other work disturbs. */
export async function faces(context) {
  return [
    ...(await languageServer(context)),
    ...(await toolsForClients(context)),
    pictures(context),
  ];
}

/** Variables in a row, each with its factor: thirty nodes for fifteen of them. */
function writeChain(variables, filling = '') {
  const names = Array.from({ length: variables }, (_, at) => at);
  return [
    '## GNNSection\nChain\n\n## GNNVersionAndFlags\nGNN v1\n\n## ModelName\nChain\n',
    `## StateSpaceBlock\n${names.map((at) => `s${at}[3,1,type=float] # state ${at}\nA${at}[3,3,type=float]`).join('\n')}${filling}\n`,
    `## Connections\n${names.map((at) => `s${at}-A${at}${at > 0 ? `\nA${at - 1}>s${at}` : ''}`).join('\n')}\n`,
    `## InitialParameterization\n${names.map((at) => `A${at}={\n  (0.8, 0.1, 0.1),\n  (0.1, 0.8, 0.1),\n  (0.1, 0.1, 0.8)\n}`).join('\n')}\n`,
    '## Time\nStatic\n\n## Footer\nEnd\n\n## Signature\nNone\n',
  ].join('\n');
}

async function startEditor({ program }, cwd) {
  const begun = performance.now();
  const child = spawn(process.execPath, [program, 'lsp'], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Map();
  connection.onNotification('textDocument/publishDiagnostics', ({ version }) =>
    waiting.get(version)?.(),
  );
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: pathToFileURL(cwd).href,
    capabilities: {},
  });
  const ready = performance.now() - begun;
  await connection.sendNotification('initialized', {});
  return {
    ready,
    connection,
    until: (version) => new Promise((resolve) => waiting.set(version, resolve)),
    async end() {
      const ended = once(child, 'exit');
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
    },
  };
}

/** Edits a number in the last matrix, as often as wanted. @returns How long each took. */
async function editOften({ connection, until }, name, text, count, alsoAsk = async () => {}) {
  const uri = pathToFileURL(join('/', name)).href;
  let version = 1;
  const opened = until(version);
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'gnn', version, text },
  });
  await opened;
  const before = text.slice(0, text.lastIndexOf('0.8')).split('\n');
  const start = { line: before.length - 1, character: before.at(-1).length };
  const end = { line: start.line, character: start.character + 3 };
  const times = [];
  for (let round = 0; round < count; round += 1) {
    version += 1;
    const told = until(version);
    const begun = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end }, text: round % 2 === 0 ? '0.7' : '0.8' }],
    });
    await told;
    times.push(performance.now() - begun);
    await alsoAsk(uri);
  }
  return times;
}

async function languageServer(context) {
  const cwd = context.folder();
  const starts = [];
  for (let round = 0; round < context.figure(2, 7); round += 1) {
    const editor = await startEditor(context, cwd);
    starts.push(editor.ready);
    await editor.end();
  }
  const editor = await startEditor(context, cwd);
  const small = writeChain(24);
  const completions = [];
  const complete = async (uri) => {
    const begun = performance.now();
    await editor.connection.sendRequest('textDocument/completion', {
      textDocument: { uri },
      position: { line: 12, character: 0 },
    });
    completions.push(performance.now() - begun);
  };
  const rounds = context.figure(100, 500);
  // What is not compiled yet is no part of a day's work.
  await editOften(editor, 'warm.md', small, 50);
  const edits = await editOften(editor, 'small.md', small, rounds, complete);
  const large = writeChain(24, `\n${'# what somebody noted about this model\n'.repeat(68_000)}`);
  const largeEdits = await editOften(editor, 'large.md', large, context.figure(5, 20));
  await editor.end();
  const kilobytes = (small.length / 1024).toFixed(1);
  return [
    rowOf('language server, ready', median(starts), GOALS.ready),
    rowOf(`findings after an edit of ${kilobytes} KB, p95`, percentile(edits, 0.95), GOALS.finding),
    rowOf(`completion in ${kilobytes} KB, p95`, percentile(completions, 0.95), GOALS.completion),
    rowOf(
      `findings after an edit of ${(large.length / 1e6).toFixed(1)} MB, p95`,
      percentile(largeEdits, 0.95),
      GOALS.large,
    ),
  ];
}

async function toolsForClients(context) {
  const count = context.figure(1000, 10_000);
  const { cwd } = context.corpus(count);
  context.step(cwd);
  const [id] = Object.keys(context.registry(cwd).models);
  const begun = performance.now();
  const args = [context.program, 'mcp', '--target-dir', 'in', '--output-dir', 'out'];
  const child = spawn(process.execPath, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const message = JSON.parse(line);
      waiting.get(message.id)?.(message);
    }
  });
  let next = 0;
  const ask = (method, params) => {
    const asked = (next += 1);
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: asked, method, params })}\n`);
    return new Promise((resolve) => waiting.set(asked, resolve));
  };
  await ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  });
  const ready = performance.now() - begun;
  const calls = [
    ['get', { reference: id }],
    ['search', { query: 'hidden state' }],
    ['list', { limit: 20 }],
    ['versions', { id }],
  ];
  const times = [];
  for (let round = 0; round < context.figure(5, 30); round += 1) {
    for (const [name, given] of calls) {
      const asked = performance.now();
      const { result } = await ask('tools/call', { name, arguments: given });
      if (result?.isError !== false && result?.isError !== undefined) {
        throw new Error(`${name} answers ${JSON.stringify(result)}`);
      }
      if (round > 0) times.push(performance.now() - asked);
    }
  }
  const ended = once(child, 'exit');
  child.stdin.end();
  await ended;
  return [
    rowOf('tools for AI clients, ready', ready, GOALS.ready),
    rowOf(`a call on ${count} models, p95`, percentile(times, 0.95), GOALS.call),
  ];
}

function pictures(context) {
  const cwd = context.folder();
  writeFileSync(join(cwd, 'chain.md'), writeChain(15));
  const times = Array.from({ length: context.figure(3, 9) }, () => {
    const ended = runNode([context.program, 'graph', 'chain.md', '-o', 'chain.svg'], { cwd });
    if (ended.status !== 0) throw new Error(`graph answers ${ended.status}: ${ended.stderr}`);
    return ended.ms;
  });
  return rowOf('picture of 30 nodes, whole process', median(times), GOALS.picture);
}

function rowOf(what, ms, goal) {
  return {
    what,
    measured: showMs(ms),
    goal: `≤ ${goal} ms`,
    held: ms <= goal,
    excess: 0,
  };
}
