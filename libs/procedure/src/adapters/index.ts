export { deadlineScheduler, type DeadlineScheduler, type SendSystemCommand } from './deadline-scheduler.js';
export { procedureMigrations } from './migrations.js';
