import { fileURLToPath } from 'node:url';
import { readSource } from './source-pages.js';

// Read once for all specs of a worker: it takes seconds.

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const { facts, provocations } = readSource(root);
