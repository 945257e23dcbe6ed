export { deadlineEvents, type DeadlineEvent } from './events.js';
