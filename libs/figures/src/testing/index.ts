export * from './recorded.js';
export * from './cities.js';
export * from './fakes.js';
