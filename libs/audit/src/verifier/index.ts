export { main } from './main.js';
export { verdictOf } from './verdict.js';
export { verifyPackage } from './verify-package.js';
