export { allGenerators } from './all-generators.js';
export { HEADERS, asyncApi, isPublic, possibleClasses } from './async-api.js';
export type { Drift } from './drift.js';
export type { Generator } from './generator.js';
export { updateGenerated, type UpdateResult } from './update.js';
export { samplesOf } from './samples.js';
