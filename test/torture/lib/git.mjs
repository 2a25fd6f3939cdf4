/** Real git in folders of a trial, without the settings of this machine. */
import { spawnSync } from 'node:child_process';

const ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a trial',
  GIT_AUTHOR_EMAIL: 'trial@example.org',
  GIT_COMMITTER_NAME: 'a trial',
  GIT_COMMITTER_EMAIL: 'trial@example.org',
};

/** Runs git. @throws if it fails, unless that is allowed */
export function git(cwd, args, { mayFail = false } = {}) {
  const ended = spawnSync('git', args, { cwd, env: { ...process.env, ...ENV }, encoding: 'utf8' });
  if (ended.status !== 0 && !mayFail)
    throw new Error(`git ${args.join(' ')}: ${ended.stderr}${ended.stdout}`);
  return { code: ended.status, text: ended.stdout.trimEnd() };
}

export function commitAll(cwd, message) {
  git(cwd, ['add', '--all']);
  git(cwd, ['commit', '--quiet', '--allow-empty', '--message', message]);
}
