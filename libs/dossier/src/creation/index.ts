export { creationEvents, type CreationEvent } from './events.js';
