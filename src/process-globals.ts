/**
 * The parts of the process that are used below the command line. Importing `node:process` would make
 * Node open all standard streams, which takes longer than many commands.
 */
// oxlint-disable-next-line no-restricted-globals -- see above
export const { cwd, env, geteuid, getBuiltinModule, hrtime, kill, pid, umask } = process;
