export { applicationEvents, type ApplicationEvent } from './events.js';
