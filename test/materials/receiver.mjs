/**
 * A process to be killed. `node receiver.mjs <settings>` receives files and parts as fast as it can, into a folder or a bucket, and prints
 * each acknowledgement: `file <sha256>`, `begun <upload>` or `part <upload> <number> <sha256>`. It removes some files again, and says so before:
 * `remove <sha256>`.
 */
import { hash, randomBytes, randomInt } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openPool } from '../../dist/libs/event-store/src/index.js';
import { depositorOf, expireTickets, folderStore, materials, postgresRegister, s3Store } from '../../dist/libs/materials/src/index.js';

const { databaseUrl, folder, bucket } = JSON.parse(process.argv[2]);
const pool = openPool({ connectionString: databaseUrl, options: '-c role=minglu_materials', max: 8 });
const store = bucket ? await s3Store(bucket) : folderStore(folder);
const limits = { smallestPart: 1024, underWay: 100_000 };
const files = materials({ store, register: postgresRegister(pool), scanner: null, isHeld: async () => false, limits });
const depositor = { person: 'p-1', org: '510100' };

// Synchronous: a stream may buffer a line that is lost with the killed process.
const say = (...words) => void writeSync(1, `${words.join(' ')}\n`);

/** A PDF of some kilobytes, sometimes of megabytes, that no other is like. */
const newFile = () => {
  const body = `%PDF-1.7\n%${randomBytes(randomInt(8) ? randomInt(20_000) : randomInt(1_000_000)).toString('hex')}\n`;
  return Buffer.from(`${body}xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\n${body.length}\n%%EOF\n`);
};
async function* slowly(bytes) {
  for (let at = 0; at < bytes.length; at += 64 * 1024) {
    yield bytes.subarray(at, at + 64 * 1024);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const stored = ({ outcome, ...rest }) => {
  if (outcome !== 'stored') throw new Error(`${outcome} ${JSON.stringify(rest)}`);
};

const receive = async () => {
  for (;;) {
    const bytes = newFile();
    const sha256 = hash('sha256', bytes);
    stored(await files.receive(slowly(bytes), { name: 'a.pdf', depositor }));
    say('file', sha256);
    if (randomInt(10) > 0) continue;
    say('remove', sha256);
    await files.remove(sha256);
  }
};
const upload = async () => {
  for (;;) {
    const bytes = newFile();
    const sha256 = hash('sha256', bytes);
    const { id } = await files.uploads.begin(bytes.length, depositor);
    say('begun', id);
    const size = Math.max(1024, Math.ceil(bytes.length / (1 + randomInt(4))));
    for (let part = 1; (part - 1) * size < bytes.length; part += 1) {
      const piece = bytes.subarray((part - 1) * size, part * size);
      const digest = hash('sha256', piece);
      stored(await files.uploads.put(id, part, slowly(piece), { sha256: digest, depositor }));
      say('part', id, part, digest);
    }
    say('completing', id);
    stored(await files.uploads.complete(id, { name: 'a.pdf', depositor, sha256 }));
    say('file', sha256);
  }
};
/** The public sends new files, and some that the organisation sends too. Their tickets end at once. */
const DAY_MS = 86_400_000;
const expire = async () => {
  const register = postgresRegister(pool);
  for (let day = 1; ; day += 1) {
    const bytes = newFile();
    const sha256 = hash('sha256', bytes);
    const isShared = randomInt(3) === 0;
    if (!isShared) say('remove', sha256);
    stored(await files.receive(slowly(bytes), { name: 'a.pdf', depositor: depositorOf(String(day)) }));
    if (isShared) {
      stored(await files.receive(slowly(bytes), { name: 'a.pdf', depositor }));
      say('file', sha256);
    }
    const now = () => new Date(Date.now() + day * DAY_MS);
    await expireTickets({ store, register, isHeld: async () => false, now }, 1);
  }
};
await Promise.all([expire(), receive(), receive(), receive(), upload(), upload()]);
