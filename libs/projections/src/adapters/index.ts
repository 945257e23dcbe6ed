export { readModelEntities } from './entities.js';
export { projectionMigrations } from './migrations.js';
export { projector } from './projector.js';
export { readModel, type Bitemporal, type Page, type ReadModel, type VisibleEvent } from './read-model.js';
export { querySide, type CaughtUp } from './dossiers.controller.js';
