/** Which paths belong to a registry, whatever store keeps it. */
export { isOwnPath, listMergedPaths, writeMissingGitFiles } from './file/own-paths.js';
