/** Which paths belong to a registry, whatever store keeps it. */
export { isOwnPath } from './file/own-paths.js';
