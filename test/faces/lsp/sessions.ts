/** Sessions of editing: with the built program, and with a server within the process of the tests. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lock } from 'proper-lockfile';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { processModelRegistry } from '../../../src/index.js';
import { FAULTS, SOUND } from '../../support/faulty-specs.js';
import {
  describeFindings,
  type LspDocument,
  type LspSession,
  type StartLsp,
} from '../../support/lsp-client.js';

export const SPEC = 'input/gnn_files/two_states.md';

/** Tries every feature with a server. */
export function testSessions(server: string, start: StartLsp): void {
  describe(server, () => {
    let folder: string;
    let session: LspSession;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'gnn-lsp-'));
      mkdirSync(join(folder, 'input/gnn_files'), { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    test('open, type a fault, get the finding, apply the fix, rename, close', async () => {
      session = await start(folder);
      const document = await session.open(SPEC, SOUND);
      const said: string[] = [];
      const say = (what: string, lines: readonly string[]): void => {
        said.push(`> ${what}`, ...lines, '');
      };
      say('open', describeFindings(await document.findings()));
      say(
        'type a sum that is off',
        describeFindings(await document.replace('(0.5, 0.5)', '(0.5, 0.7)')),
      );
      say('ask for fixes', (await document.actions()).map(describeAction));
      say('normalise', describeFindings(await fix(document, 'Normalise the value')));
      say('the line', [lineWith(document, 'D={')]);
      say('misspell a name', describeFindings(await document.replace('s-A', 'hidden-A')));
      say('ask for fixes', (await document.actions()).map(describeAction));
      await document.replace('hidden-A', 's-A');
      const edit = (await document.ask('rename', 'A[3,2', { newName: 'L' })) as WorkspaceEdit;
      say('rename A to L', describeFindings(await document.apply(edit)));
      say(
        'the text',
        document
          .text()
          .split('\n')
          .filter((line) => /\bL\b/.test(line)),
      );
      say('close', describeFindings(await document.close()));
      say('end', [`exit code ${await session.end()}`]);
      await expect(said.join('\n')).toMatchFileSnapshot('sessions/edit.txt');
    });

    test('hover, completion, definition, references, symbols, folds, hints, tokens, layout', async () => {
      session = await start(folder);
      const text = SOUND.replace('s[2,type=float] ', 's[D,type=float] ').replace(
        '(0.8, 0.1)',
        '(0.7, 0.1)',
      );
      const document = await session.open(SPEC, text);
      const said: string[] = [];
      const ask = async (
        method: string,
        at: string | null,
        more: object,
        show: (it: never) => string[],
      ) => {
        const answer = await document.ask(method, at, more);
        said.push(
          `> ${method}${at === null ? '' : ` at ${JSON.stringify(at)}`}`,
          ...show(answer as never),
          '',
        );
      };
      const whole = {
        range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
      };
      await ask('hover', 'A[3', {}, (it: { contents: { value: string } }) => [it.contents.value]);
      await ask('hover', '## Connections', {}, (it: { contents: { value: string } }) => [
        it.contents.value,
      ]);
      await ask('hover', 'HiddenState', {}, (it: { contents: { value: string } }) => [
        it.contents.value,
      ]);
      await ask('completion', 'float]  # Like', {}, (items: CompletionItem[]) =>
        items.map((it) => it.label),
      );
      await ask('completion', 'LikelihoodMatrix', {}, (items: CompletionItem[]) =>
        items
          .toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))
          .slice(0, 3)
          .map((it) => `${it.label} ${it.detail}`),
      );
      await ask('completion', '## Time', {}, (items: CompletionItem[]) =>
        items.map((it) => it.label),
      );
      await ask('definition', 'A-o', {}, (it: { range: object }[]) =>
        it.flatMap(({ range }) => json(range)),
      );
      await ask(
        'references',
        'A-o',
        { context: { includeDeclaration: true } },
        (it: { range: { start: { line: number; character: number } } }[]) =>
          it.map(({ range: { start } }) => `${start.line + 1}:${start.character + 1}`),
      );
      await ask('documentHighlight', 'A-o', {}, (it: unknown[]) => [`${it.length} places`]);
      await ask('prepareRename', 'A-o', {}, json);
      await ask(
        'documentSymbol',
        null,
        {},
        (it: { name: string; children?: { name: string; detail?: string }[] }[]) =>
          it.flatMap(({ name, children = [] }) => [
            name,
            ...children.map((child) => `  ${child.name} ${child.detail}`),
          ]),
      );
      await ask('foldingRange', null, {}, (it: { startLine: number; endLine: number }[]) =>
        it.map(({ startLine, endLine }) => `${startLine + 1}-${endLine + 1}`),
      );
      await ask('inlayHint', null, whole, (it: { label: string; position: { line: number } }[]) =>
        it.map(({ label, position }) => `${position.line + 1}: ${label}`),
      );
      await ask('semanticTokens/full', null, {}, (it: { data: number[] }) => [
        `${it.data.length / 5} tokens`,
        it.data.slice(0, 50).join(' '),
      ]);
      const untidy = await document.replace(
        'A[3,2,type=float]  # Like',
        '  A[ 3, 2, type = float ] # Like',
      );
      expect(untidy).toHaveLength(1);
      const edits = (await document.ask('formatting', null, {
        options: { tabSize: 2, insertSpaces: true },
      })) as TextEdit[];
      await document.apply(edits);
      expect(document.text()).toBe(text);
      await session.end();
      await expect(said.join('\n')).toMatchFileSnapshot('sessions/features.txt');
    });

    test('faulty specs are mended by quick fixes, and those with safe ones by one action', async () => {
      session = await start(folder);
      const safe = ['a type of another language', 'a misspelt term', 'an open bracket'];
      for (const { name, text } of FAULTS) {
        const isSafe = safe.includes(name);
        if (!isSafe && FAULTS.findIndex((it) => it.name === name) >= 10) continue;
        const document = await session.open(`${name.replaceAll(' ', '_')}.md`, text);
        for (let round = 0; round < 4; round += 1) {
          const [first] = await document.actions(isSafe ? 'source.fixAll' : 'quickfix');
          if (first?.edit === undefined) break;
          await document.apply(first.edit);
        }
        expect(describeFindings(await document.findings()), name).toEqual([]);
      }
      expect(await session.end()).toBe(0);
    });

    test('positions count in the encoding that the client prefers', async () => {
      const text = SOUND.replaceAll('s[2', '𝛑𝛑[2')
        .replaceAll(/\bs\b/g, '𝛑𝛑')
        .replace('# Prior', '# Prior 😀 of 𝛑');
      for (const encoding of ['utf-8', 'utf-16', 'utf-32']) {
        session = await start(folder, {
          capabilities: { general: { positionEncodings: [encoding] } },
        });
        expect(session.initialized.capabilities.positionEncoding).toBe(encoding);
        const document = await session.open(SPEC, text);
        const units = { 'utf-8': 8, 'utf-16': 4, 'utf-32': 2 }[encoding] ?? 0;
        const line = text.split('\n').findIndex((it) => it.startsWith('D>'));
        const answer = await document.ask('prepareRename', { line, character: 2 + units });
        expect(answer).toMatchObject({
          range: { start: { line, character: 2 }, end: { line, character: 2 + units } },
          placeholder: '𝛑𝛑',
        });
        await session.end();
      }
    });

    test('requests that are cancelled or overtaken by an edit are answered, and the next one is served', async () => {
      session = await start(folder);
      const document = await session.open(SPEC, SOUND);
      const { connection } = session;
      const params = { textDocument: { uri: document.uri }, position: { line: 0, character: 0 } };
      const methods = ['completion', 'hover', 'references', 'documentSymbol', 'formatting'];
      const asked = methods.flatMap((method) =>
        Array.from({ length: 20 }, () => {
          const cancellation = new CancellationTokenSource();
          const more = {
            ...params,
            context: { includeDeclaration: true },
            options: { tabSize: 2 },
          };
          const answer = connection.sendRequest(`textDocument/${method}`, more, cancellation.token);
          cancellation.cancel();
          return answer;
        }),
      );
      const [answers, found] = await Promise.all([
        Promise.allSettled(asked),
        document.replace('(0.5, 0.5)', '(0.5, 0.7)'),
      ]);
      const faults = answers.flatMap((it) => (it.status === 'rejected' ? [it.reason.code] : []));
      expect(new Set(faults)).toEqual(new Set([LSPErrorCodes.RequestCancelled]));
      expect(found.map((it) => it.code)).toEqual(['GNN-W005']);
      expect(await document.ask('hover', 'A[3')).toMatchObject({ contents: { kind: 'markdown' } });
      expect(await session.end()).toBe(0);
    });

    test('the address of a document may be escaped', async () => {
      session = await start(folder);
      const document = await session.open('a spec ü.md', SOUND);
      expect(document.uri).toBe(pathToFileURL(join(folder, 'a spec ü.md')).href);
      expect((await document.replace('(0.5, 0.5)', '(0.5, 0.7)')).map((it) => it.code)).toContain(
        'GNN-W005',
      );
      await session.end();
    });

    test('a registry beside the document: versions to come, also after another process has changed it', async () => {
      writeFileSync(join(folder, SPEC), SOUND);
      await processModelRegistry({ cwd: folder });
      session = await start(folder);
      const document = await session.open(SPEC, SOUND);
      const lens = async (): Promise<string[]> =>
        ((await document.ask('codeLens', null)) as CodeLens[]).map(
          ({ command, range }) => `${range.start.line + 1}: ${command?.title}`,
        );
      const said = [...(await lens())];
      await document.replace('s[2,', 's[3,');
      said.push(...(await lens()));
      const [{ command } = {}] = (await document.ask('codeLens', null)) as CodeLens[];
      await session.connection.sendRequest('workspace/executeCommand', command);
      await expect.poll(() => session.messages).toHaveLength(1);
      said.push(...session.messages);
      await document.replace('s[3,', 's[2,');
      await document.replace('# Two states\n', '---\nversion: 1.0.1\n---\n# Two states\n');
      await document.replace('D>s\ns-A', 'D>s\nA>s');
      const warned = await expectFinding(document, 'GNN-W022');
      said.push(...describeFindings(warned));
      await fix(document, (await document.actions('quickfix'))[0]?.title ?? '');
      // What the registry adds comes later than what the text says.
      await expect.poll(async () => describeFindings(await document.findings())).toEqual([]);
      said.push(lineWith(document, 'version:'));
      // Another process registers what the editor shows, and more.
      writeFileSync(join(folder, SPEC), document.text());
      await processModelRegistry({ cwd: folder });
      await expect.poll(lens).toEqual([expect.stringContaining('as registered')]);
      said.push(...(await lens()));
      await session.end();
      await expect(said.join('\n')).toMatchFileSnapshot('sessions/registry.txt');
    });

    test('a damaged registry is told once, and findings go on', async () => {
      writeFileSync(join(folder, SPEC), SOUND);
      await processModelRegistry({ cwd: folder });
      rmSync(join(folder, 'output/4_model_registry_output/.generations'), { recursive: true });
      writeFileSync(
        join(folder, 'output/4_model_registry_output/model_registry.json'),
        '{ "models": ',
      );
      rmSync(join(folder, 'output/4_model_registry_output/model_registry.json.bak'), {
        force: true,
      });
      session = await start(folder);
      const document = await session.open(SPEC, SOUND);
      expect((await document.replace('(0.5, 0.5)', '(0.5, 0.7)')).map((it) => it.code)).toEqual([
        'GNN-W005',
      ]);
      expect(await document.ask('codeLens', null)).toEqual([]);
      await document.replace('(0.5, 0.7)', '(0.5, 0.8)');
      // What the registry is asked comes later than what the text says.
      await expect.poll(() => session.messages.length).toBeGreaterThan(0);
      await document.ask('codeLens', null);
      expect(session.messages).toHaveLength(1);
      expect(await session.end()).toBe(0);
    });

    test('a registry that was read from its backup is told once', async () => {
      writeFileSync(join(folder, SPEC), SOUND);
      await processModelRegistry({ cwd: folder });
      const path = join(folder, 'output/4_model_registry_output/model_registry.json');
      writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
      session = await start(folder);
      const document = await session.open(SPEC, SOUND);
      await document.replace('(0.5, 0.5)', '(0.5, 0.7)');
      await document.replace('(0.5, 0.7)', '(0.5, 0.8)');
      await expect.poll(() => session.messages.length).toBeGreaterThan(0);
      await document.ask('codeLens', null);
      expect(session.messages).toEqual([expect.stringMatching(/model_registry\.json is damaged/)]);
      expect(await session.end()).toBe(0);
    });

    test('a registry that another process has locked is read as it is', async () => {
      writeFileSync(join(folder, SPEC), SOUND);
      await processModelRegistry({ cwd: folder });
      const release = await lock(
        join(folder, 'output/4_model_registry_output/model_registry.json'),
      );
      session = await start(folder);
      const document = await session.open(SPEC, SOUND);
      const [lens] = (await document.ask('codeLens', null)) as CodeLens[];
      expect(lens?.command?.title).toContain('as registered');
      expect(session.messages).toEqual([]);
      expect(await session.end()).toBe(0);
      await release();
    });
  });
}

function json(it: unknown): string[] {
  return [JSON.stringify(it)];
}

async function fix(document: LspDocument, title: string) {
  const actions = await document.actions('quickfix');
  const action = actions.find((it) => it.title === title);
  if (action?.edit === undefined)
    throw new Error(`only ${actions.map((it) => it.title).join(', ')}`);
  return document.apply(action.edit);
}

function lineWith(document: LspDocument, text: string): string {
  return (
    document
      .text()
      .split('\n')
      .find((line) => line.includes(text)) ?? ''
  );
}

function describeAction({ title, isPreferred }: CodeAction): string {
  return `${title}${isPreferred === true ? ' *' : ''}`;
}

async function expectFinding(document: LspDocument, code: string) {
  let found = await document.findings();
  await expect
    .poll(async () => (found = await document.findings()).map((it) => it.code))
    .toContain(code);
  return found;
}
