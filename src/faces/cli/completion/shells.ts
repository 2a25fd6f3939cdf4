/** The shells that have a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** Whether a word names such a shell. */
export function isShell(word: string): word is Shell {
  return SHELLS.some((it) => it === word);
}
