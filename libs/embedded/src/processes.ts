export { takenPort } from './ports.js';
export { childrenOf, type Children } from './children.js';
export { FolderTaken, lockDataFolder, WrongFolder } from './folder-lock.js';
export { Final, keepRunning } from './keep-running.js';
export { listenForStop, type StopRequests } from './stop-requests.js';
