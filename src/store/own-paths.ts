/** Which paths belong to a registry, whatever store keeps it. */
export {
  isOwnPath,
  listMergedPaths,
  prepareGitFiles,
  writeMissingGitFiles,
} from './file/own-paths.js';
