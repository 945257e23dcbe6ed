/**
 * A process to be killed. `node writer.mjs <database url> <run>` sends commands as fast as it can, and prints
 * `<command id> <position>` for each acknowledgement. Meanwhile it runs the deadlines and the read model, as in service.
 */
import { writeSync } from 'node:fs';
import { keysFrom } from '../../../dist/libs/casework/src/index.js';
import { openSystem } from '../../../dist/libs/system/src/index.js';

const [databaseUrl, run] = process.argv.slice(2);
const AT = '2025-10-09T02:00:00.000Z';
const FILERS = 48;

const system = await openSystem({ databaseUrl, keys: keysFrom(Buffer.alloc(32, 7)), onError: () => {}, connections: 4 });
const person = { role: 'public', org: '-', person: 'someone' };
const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };

const objection = (id, n) => ({
  type: 'FileObjection',
  actor: person,
  data: {
    objectionId: id,
    publicityId: `p-c${n % 3}`,
    caseId: `c${n % 3}`,
    nameMode: 'real-name',
    name: '某某',
    contact: '13800000000',
    grounds: '不符',
    evidence: [],
  },
});
const park = (id) => ({ type: 'RegisterPark', actor: admin, data: { parkId: id, name: id, cityCode: '440100' } });

let next = 0;
const file = async () => {
  for (;;) {
    const n = next++;
    const commandId = `run${run}-${n}`;
    const answer = await system.casework.execute({ commandId, at: AT, ...(n % 4 ? objection(commandId, n) : park(commandId)) });
    if (answer.outcome !== 'accepted') throw new Error(`${commandId}: ${answer.refusal.code}`);
    // Synchronous: a stream may buffer a line that is lost with the killed process.
    writeSync(1, `${commandId} ${answer.position}\n`);
  }
};
const keepUp = async () => {
  for (;;) await system.runUntil(AT);
};
// It ends when the database is lost: only earlier acknowledgements matter.
await Promise.all([keepUp(), ...Array.from({ length: FILERS }, file)]).catch(() => process.exit(3));
