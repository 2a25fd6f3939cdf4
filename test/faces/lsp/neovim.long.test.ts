/** Neovim edits a spec with the built server, set up as `docs/editors.md` says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { expect, test } from 'vitest';
import { SOUND } from '../../support/faulty-specs.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/gnn-registry.js');
const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/editors.md'), 'utf8');
const HAS_NEOVIM = spawnSync('nvim', ['--version']).status === 0;

/** Waits for the findings of a fault, mends it, renames a variable, and writes down what it saw. */
const SCRIPT = (folder: string): string => `
local said = {}
local function wait(what, test)
  local ok = vim.wait(20000, test, 20)
  table.insert(said, what .. ": " .. tostring(ok))
end
wait("attached", function() return #vim.tbl_values(vim.lsp.buf_get_clients(0)) == 1 end)
local id = vim.tbl_values(vim.lsp.buf_get_clients(0))[1].id
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
local notes = {}
vim.lsp.handlers["window/showMessage"] = function(_, shown) table.insert(notes, shown.message) end
vim.lsp.codelens.refresh()
wait("lens", function()
  local lens = vim.lsp.codelens.get(0)[1]
  return lens ~= nil and lens.command.title:find("renamed to L") ~= nil
end)
vim.fn.search("^## ModelName")
vim.cmd("normal! j")
vim.lsp.codelens.run()
wait("changes", function() return #notes > 0 end)
table.insert(said, (notes[1]:gsub("\\n", " | ")))
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
      const specs = join(folder, 'input/gnn_files');
      mkdirSync(specs, { recursive: true });
      const spec = join(specs, 'two_states.md');
      writeFileSync(spec, SOUND);
      execFileSync(execPath, [PROGRAM, 'run', '--quiet'], { cwd: folder });
      writeFileSync(spec, SOUND.replace('D={(0.5, 0.5)}', 'D={(0.5, 0.7)}'));
      const [, recipe = ''] = /```lua\n(.*?)```/s.exec(PAGE) ?? [];
      writeFileSync(join(folder, 'init.lua'), recipe);
      symlinkSync(PROGRAM, join(folder, 'gnn-registry'));
      writeFileSync(join(folder, 'session.lua'), SCRIPT(folder));
      execFileSync(
        'nvim',
        ['--clean', '-u', 'init.lua', '--headless', '-n', spec, '-S', 'session.lua'],
        {
          cwd: folder,
          timeout: 80_000,
          env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
        },
      );
      expect(readFileSync(join(folder, 'said.txt'), 'utf8').trim().split('\n')).toEqual([
        'attached: true',
        'finding: true',
        'GNN-W005 on line 29',
        'mended: true',
        'lens: true',
        'changes: true',
        'two_states 1.0.0 → 2.0.0 major: A renamed to L; D changed in 2 of 2 elements, most by 0.0833 at [1]: 0.5 → 0.5833 | major: A renamed to L | minor: D changed in 2 of 2 elements, most by 0.0833 at [1]: 0.5 → 0.5833',
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
