/** Emacs edits a spec with the built server and Eglot, set up as `docs/editors.md` says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SOUND } from '../../support/faulty-specs.js';

const ROOT = join(import.meta.dirname, '../../..');
const [, RECIPE = ''] =
  /```elisp\n(.*?)```/s.exec(readFileSync(join(ROOT, 'docs/editors.md'), 'utf8')) ?? [];
const HAS_EGLOT =
  spawnSync('emacs', ['--batch', '-l', 'eglot', '-l', 'markdown-mode']).status === 0;

/** Waits for the finding of a fault, mends it, renames a variable, and saves. */
const SESSION = `
(require 'eglot)
(defun wait-for (what test)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall test)) (< (float-time) end)) (accept-process-output nil 0.05))
    (message "%s: %s" what (if (funcall test) "yes" "no"))))
(find-file "two_states.md")
(apply #'eglot (eglot--guess-contact))
(wait-for "managed" #'eglot-managed-p)
(wait-for "finding" #'flymake-diagnostics)
(message "%s" (flymake-diagnostic-text (car (flymake-diagnostics))))
(eglot--apply-workspace-edit
  (plist-get (aref (vconcat (eglot-code-actions (point-min) (point-max) "quickfix")) 0) :edit))
; What an idle moment does.
(eglot--signal-textDocument/didChange)
(wait-for "mended" (lambda () (not (flymake-diagnostics))))
(goto-char (point-min))
(search-forward "A[")
(backward-char 2)
(eglot-rename "L")
(save-buffer)
`;

test.skipIf(!HAS_EGLOT)(
  'a fault is found, mended and saved (needs emacs with eglot and markdown-mode)',
  { timeout: 90_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'gnn-emacs-'));
    try {
      writeFileSync(join(folder, 'two_states.md'), SOUND.replace('Static\n', 'Statc\n'));
      writeFileSync(join(folder, 'recipe.el'), RECIPE);
      writeFileSync(join(folder, 'session.el'), SESSION);
      symlinkSync(join(ROOT, 'dist/gnn-registry.js'), join(folder, 'gnn-registry'));
      const { stderr } = spawnSync(
        'emacs',
        ['--batch', '-l', 'markdown-mode', '-l', 'recipe.el', '-l', 'session.el'],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
          timeout: 80_000,
        },
      );
      expect(stderr.split('\n').filter((it) => /^(?:managed|finding|mended): /.test(it))).toEqual([
        'managed: yes',
        'finding: yes',
        'mended: yes',
      ]);
      expect(stderr).toContain('found `Statc`');
      const saved = readFileSync(join(folder, 'two_states.md'), 'utf8');
      expect(saved).toContain('## Time\nStatic\n');
      expect(saved).toContain('L[3,2,type=float]');
      expect(saved).toContain('s-L\nL-o');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
