/** Neovim edits a spec with the built server. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { expect, test } from 'vitest';
import { SOUND } from '../../support/faulty-specs.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/gnn-registry.js');
const HAS_NEOVIM = spawnSync('nvim', ['--version']).status === 0;

/** Waits for the findings of a fault, mends it, renames a variable, and writes down what it saw. */
const SCRIPT = (folder: string): string => `
local said = {}
local function wait(what, test)
  local ok = vim.wait(20000, test, 20)
  table.insert(said, what .. ": " .. tostring(ok))
end
local id = vim.lsp.start_client({
  name = "gnn-registry",
  cmd = { ${JSON.stringify(execPath)}, ${JSON.stringify(PROGRAM)}, "lsp" },
  root_dir = ${JSON.stringify(folder)},
})
vim.lsp.buf_attach_client(0, id)
wait("finding", function() return #vim.diagnostic.get(0) == 1 end)
local found = vim.diagnostic.get(0)[1]
table.insert(said, found.code .. " on line " .. (found.lnum + 1))
local params = {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } },
  context = { diagnostics = {}, only = { "quickfix" } },
}
local client = vim.lsp.get_client_by_id(id)
local function ask(method, more)
  local answer = vim.lsp.buf_request_sync(0, method, more, 20000)
  return answer[id].result
end
local action = ask("textDocument/codeAction", params)[1]
vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
wait("mended", function() return #vim.diagnostic.get(0) == 0 end)
vim.fn.search("^A\\\\[")
local rename = vim.lsp.util.make_position_params(0, client.offset_encoding)
rename.newName = "L"
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", rename), client.offset_encoding)
vim.cmd("write")
vim.fn.writefile(said, ${JSON.stringify(join(folder, 'said.txt'))})
vim.lsp.stop_client(id)
vim.wait(500)
vim.cmd("qall!")
`;

test.skipIf(!HAS_NEOVIM)(
  'a fault is found, mended and saved (needs nvim)',
  { timeout: 90_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'gnn-nvim-'));
    try {
      const spec = join(folder, 'two_states.md');
      writeFileSync(spec, SOUND.replace('D={(0.5, 0.5)}', 'D={(0.5, 0.7)}'));
      writeFileSync(join(folder, 'session.lua'), SCRIPT(folder));
      execFileSync(
        'nvim',
        ['--clean', '--headless', '-n', spec, '-S', join(folder, 'session.lua')],
        {
          cwd: folder,
          timeout: 80_000,
        },
      );
      expect(readFileSync(join(folder, 'said.txt'), 'utf8').trim().split('\n')).toEqual([
        'finding: true',
        'GNN-W005 on line 29',
        'mended: true',
      ]);
      const saved = readFileSync(spec, 'utf8');
      expect(saved).toContain('D={(0.4167, 0.5833)}');
      expect(saved).toContain('L[3,2,type=float]');
      expect(saved).toContain('s-L\nL-o');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
