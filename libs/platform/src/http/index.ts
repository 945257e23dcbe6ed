export { Access, AccessGuard, Caller, EVERYONE } from './access.js';
export { bookmarks, placeOf, type Bookmarks, type Place } from './bookmark.js';
export { CommandsController, ExecuteCommand, type CommandAnswer } from './commands.controller.js';
export { HealthController, type HealthProbe } from './health.controller.js';
export { createHttpApp, openApiDocument, serviceModule, type ServiceOptions } from './service.js';
export { BOOKMARKS } from './tokens.js';
export { ProblemException, problemOf, type Problem } from './problem.js';
export { ProblemFilter } from './problem.filter.js';
