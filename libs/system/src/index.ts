export { acts, categories, commandHandlerOf, events, isKnown, registry, SYSTEM } from './command-handler.js';
export { openSystem, type System } from './system.js';
export { seed } from './seed.js';
export { simulate } from './simulation.js';
export { startBackgroundWork } from './background-work.js';
export { readModelWaiters } from './read-model-waiters.js';
export { serviceDescription, wholeService } from './whole-service.js';
export { loginUrls, migrateWithLogins } from './logins.js';
export { parkedEvents, rebuildReadModel } from './maintenance.js';
export { allMigrations, migrateAll } from './migrations.js';
export { READ_MODEL } from './read-model.js';
export { databaseProbe, logAs, poolAs, readModelSource } from './service/connections.js';
export { consumerMetrics, consumerState, metricPerKey, logMetrics, MAXIMUM_LAG, subscriptionMetrics } from './service/metrics.js';
export { cleanup } from './service/cleanup.js';
export { runService, type OpenService, type ServiceContext } from './service/run-service.js';
export { serve } from './service/serve.js';
export {
  kafkaSettings,
  listenSettings,
  recordPublicKeys,
  recordSigningKey,
  required,
  serviceSettings,
  type ListenSettings,
} from './service/settings.js';
export { recordKeys } from './record-keys.js';
