export { reviewEvents, type ReviewEvent } from './events.js';
