/**
 * A process to be killed. `node eraser.mjs <database url> <run>` lets persons file and erases every second one. It prints
 * `filed <event id>` and `erased <event id>` for each acknowledgement.
 */
import { writeSync } from 'node:fs';
import { keysFrom } from '../../../dist/libs/casework/src/index.js';
import { openSystem } from '../../../dist/libs/system/src/index.js';

const [databaseUrl, run] = process.argv.slice(2);
const [FILED, ENDED] = ['2025-01-02T02:00:00.000Z', '2025-10-09T02:00:00.000Z'];
const WORKERS = 6;

const system = await openSystem({ databaseUrl, keys: keysFrom(Buffer.alloc(32, 7)), onError: () => {}, connections: 4 });
const anyone = { role: 'public', org: '-', person: 'someone' };
const officer = { role: 'ministry-officer', org: 'MIIT', person: 'officer-1' };
const approver = { role: 'ministry-approver', org: 'MIIT', person: 'approver-1' };

const give = async (commandId, actor, at, type, data) => {
  const answer = await system.casework.execute({ commandId, at, actor, type, data });
  if (answer.outcome !== 'accepted') throw new Error(`${commandId}: ${answer.refusal.code}`);
  return answer.events[0].eventId;
};

let next = 0;
const work = async () => {
  for (;;) {
    const n = next++;
    const id = `run${run}-${n}`;
    const person = { name: `举报人${id}`, contact: '13800000000' };
    const filed = [];
    for (const part of ['a', 'b']) {
      const reportId = `${id}-${part}`;
      filed.push(await give(`file-${reportId}`, anyone, FILED, 'FileReport', { reportId, ...person, content: '虚报' }));
      await give(`refuse-${reportId}`, officer, FILED, 'RefuseReport', { reportId, reasons: '不属于本部职责' });
    }
    // Synchronous: a stream may buffer a line that is lost with the killed process.
    for (const eventId of filed) writeSync(1, `filed ${eventId}\n`);
    if (n % 2) continue;
    const [eventId, other] = filed;
    await give(`propose-${id}`, officer, ENDED, 'ProposeErasure', { erasureId: `e-${id}`, eventId, ground: 'retention-over' });
    await give(`erase-${id}`, approver, ENDED, 'ErasePerson', { erasureId: `e-${id}`, eventId: other });
    writeSync(1, `erased ${eventId}\nerased ${other}\n`);
  }
};
await Promise.all(Array.from({ length: WORKERS }, work)).catch((error) => {
  writeSync(2, `${error.stack}\n`);
  process.exit(3);
});
