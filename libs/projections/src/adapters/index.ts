export { readModelEntities } from './entities.js';
export { projectionMigrations } from './migrations.js';
export { projector } from './projector.js';
export { histories } from './histories.js';
export { readModel, type Bitemporal, type Histories, type Page, type ReadModel, type Registers, type VisibleEvent } from './questions.js';
export { registers } from './registers.js';
export { querySide, type CaughtUp } from './dossiers.controller.js';
export { LOG_READER, LogController } from './log.controller.js';
export { FeedController } from './feed.controller.js';
