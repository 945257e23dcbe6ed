export { main } from './main.js';
export { verifyFull } from './full.js';
export { verdictOf } from './verdict.js';
export { verifyPackage } from './verify-package.js';
