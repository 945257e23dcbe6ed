/**
 * A process to be killed. `node sequencer.mjs <database url> <run>` appends events as fast as it can, and folds them into the trees of the
 * transparency log with a checkpoint for each few events. Prints a line once it does.
 */
import { hash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ownSigners } from '../../../dist/libs/audit/src/adapters/own-signers.js';
import { sequencer } from '../../../dist/libs/audit/src/adapters/sequencer.js';
import { postgresStore } from '../../../dist/libs/event-store/src/index.js';

const [connectionString, run] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 3 });
const store = postgresStore({ connection: { connectionString }, readers: 2 });
const trees = sequencer({
  pool,
  log: store,
  sources: {
    calendarStream: 'work-calendar/national',
    rulesHash: (id) => hash('sha256', id),
    schemaHash: (type) => hash('sha256', type),
    filesOf: () => [],
    storedFiles: async () => new Map(),
  },
  signers: (logId) => ownSigners(logId, [Buffer.alloc(32, 7)]),
  onError: () => undefined,
  pageSize: 5,
  pollMs: 1,
  checkpointMs: 0,
  leaseMs: 100,
});
const metadata = (classification) =>
  `{"actor":{"org":"MIIT","person":"o1","role":"ministry-officer"},"calendarVersion":null,"causationId":null,"classification":"${classification}","commandId":"c","correlationId":"c","legalBasis":["measure-2022/18"],"occurredAt":"2024-03-01T08:00:00.000Z","rulePackage":"measure-2022","traceparent":null}`;

// The one that was killed has the lease for a moment.
while (
  !(await trees.catchUp().then(
    () => true,
    () => false,
  ))
)
  await delay(10);
writeSync(1, 'begun\n');
trees.start();
for (let n = 0; ; n += 1) {
  const classification = n % 3 === 0 ? 'PUBLIC' : 'RESTRICTED';
  const event = {
    eventId: randomUUID(),
    type: 'ThingHappened',
    schemaVersion: 1,
    payload: '{}',
    metadata: metadata(classification),
    classification,
  };
  const writes = [{ streamId: `dossier/r${run}-${n % 4}`, expectedVersion: Math.floor(n / 4), events: [event] }];
  const nothing = { checks: [], claims: [], releases: [], secrets: [] };
  await store.append({
    commandId: randomUUID(),
    requestHash: new Uint8Array(32),
    at: '2024-03-01T08:00:00.000Z',
    writes,
    ...nothing,
    result: '{}',
  });
}
