export { compareTimers } from './compare-timers.js';
export { deadlineScheduler, type DeadlineScheduler, type SendSystemCommand } from './deadline-scheduler.js';
export { procedureMigrations, TIMERS } from './migrations.js';
export { timerTable } from './timer-table.js';
