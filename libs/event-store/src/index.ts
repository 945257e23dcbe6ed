export { canonicalJson, NotCanonical } from './canonical.js';
export { contentHash, drawSalt, SALT_BYTES } from './hashing.js';
export { memoryStore } from './memory-store.js';
export { migrate, type Migration } from './migrate.js';
export { eventStoreMigrations } from './migrations.js';
export type * from './port.js';
export { postgresStore, type PostgresStoreOptions } from './postgres-store.js';
export { decodeStored, eventIn } from './recorded.js';
export { subscribe, subscribeInMemory, type PostgresSubscriptionOptions, type SubscriptionOptions } from './subscription.js';
