export * from './keys.js';
export * from './memory-map.js';
export * from './memory-tree.js';
export * from './sample-leaf.js';
