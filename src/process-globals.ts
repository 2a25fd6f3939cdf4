/**
 * The parts of the process that are used below the command line. Importing `node:process` would make
 * Node open all standard streams, which takes longer than many commands.
 */
// oxlint-disable no-restricted-globals -- see above
export const { cpuUsage, cwd, env, geteuid, getgroups, hrtime, kill, pid, umask } = process;
export const getBuiltinModule: typeof process.getBuiltinModule = process.getBuiltinModule;
