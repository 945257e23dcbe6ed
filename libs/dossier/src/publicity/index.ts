export { publicityEvents, type PublicityEvent } from './events.js';
