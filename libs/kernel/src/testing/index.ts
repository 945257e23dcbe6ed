export { catalogue } from './catalogue.js';
export { world, type Outcome, type TestCommand, type World } from './world.js';
