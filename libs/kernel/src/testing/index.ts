export { catalogue } from './catalogue.js';
export { driveAnyDate, driveLimits, limitsOf, type DatedCase } from './date-rules.js';
export { builtOnce, freePerson, world, type Outcome, type TestCommand, type World } from './world.js';
export { expectSame } from './same.js';
