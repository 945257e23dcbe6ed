export { accountabilityEvents, type AccountabilityEvent } from './events.js';
