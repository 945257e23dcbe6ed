export { readModelEntities } from './entities.js';
export { projectionMigrations } from './migrations.js';
export { projector } from './projector.js';
export { readModel, type Bitemporal, type Page, type ReadModel } from './read-model.js';
