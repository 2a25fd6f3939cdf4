/**
 * The parts of the process that are asked for below the command line. To import `node:process` would
 * make Node open all standard streams, which takes longer than many a command.
 */
// oxlint-disable-next-line no-restricted-globals -- see above
export const { cwd, env, hrtime, kill, pid } = process;
