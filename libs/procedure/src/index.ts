export type { SystemCommand } from './deadline-process.js';
