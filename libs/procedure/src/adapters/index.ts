export { clockwork, type Clockwork, type GiveCommand } from './clockwork.js';
export { procedureMigrations } from './migrations.js';
