export * from './cases.js';
export * from './payloads.js';
export * from './people.js';
