export { world, type World } from './world.js';
