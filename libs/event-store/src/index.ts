export { batcher } from './batcher.js';
export { OutcomeUnknown } from './appends.js';
export { appendProbe, DURABLE, durabilityOf, statementProbe, type Durability } from './database-probe.js';
export { canonicalJson, NotCanonical } from './canonical.js';
export {
  CLOUD_EVENT_SOURCE,
  cloudEventAttributes,
  cloudEventHeader,
  publicHash,
  publicPayload,
  type CloudEventAttributes,
} from './cloud-event.js';
export { decodeStored, eventIn, metadataIn } from './decoding.js';
export { DamagedEvent, LogWentBack } from './log-watch.js';
export { leaseEnd, leaseOn } from './lease.js';
export { memoryStore } from './memory-store.js';
export { migrate, type Migration } from './migrate.js';
export { eventStoreMigrations } from './migrations.js';
export { checkpointTable } from './checkpoint-table.js';
export { answeredPlaces, epochOf, hashOf, lookFrom, OtherBranch, partingOf, placeAt, placeIn, standingOf } from './place.js';
export { OPENABLE_ROWS } from './openable-rows.js';
export type * from './port.js';
export { bytesArray, textArray } from './array-parameters.js';
export { cellText, copyIn, type Cell } from './copy.js';
export { postgresStore } from './postgres-store.js';
export { retry } from './retry.js';
export { subscribe } from './subscription.js';
export { openClient, OWNER_LIMITS, openPool, pinnedPool, SERVICE_LIMITS, WrongSession } from './session.js';
export { inTransaction, transactionOn, withConnection } from './transaction.js';
export { isTransient } from './transient-errors.js';
export { workLoop } from './work-loop.js';
export { logWithin, until } from './until.js';
