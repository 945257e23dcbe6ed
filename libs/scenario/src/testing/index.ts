export { fakeSystems } from './fake-system.js';
export { temporaryFolder } from './files.js';
