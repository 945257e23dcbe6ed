export * from './cases.js';
export * from './every-command.js';
export * from './payloads.js';
export * from './people.js';
export * from './further.js';
export * from './plans.js';
