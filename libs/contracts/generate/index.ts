export { HEADERS, asyncApi, isPublic, possibleClasses } from './async-api.js';
export { generateCommand } from './command.js';
export { allGenerators } from './openapi.js';
