/**
 * Receives one large file into a folder, and prints the most memory that its process had. `node large-file.mjs <folder> <mebibytes> <way>`
 * with the way `stream` or `parts`. Prints JSON: `peakRss` in bytes, `sha256`, `size`, and `seconds`.
 */
import { hash, randomBytes } from 'node:crypto';
import { folderStore, materials, memoryRegister } from '../../dist/libs/materials/src/index.js';

const [folder, mebibytes, way] = process.argv.slice(2);
const MEBIBYTE = 1024 * 1024;
const files = materials({ store: folderStore(folder), register: memoryRegister(), scanner: null, isHeld: async () => false });
const depositor = { person: 'p-1', org: '510100' };

/** A comment of a PDF: random bytes without an end of line. */
const filler = randomBytes(64 * 1024).map((byte) => (byte === 10 || byte === 13 ? 32 : byte));
const start = Buffer.from('%PDF-1.7\n%');
const end = (offset) => Buffer.from(`\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\n${offset}\n%%EOF\n`);
async function* pdf() {
  yield start;
  let size = start.length;
  for (; size + filler.length + 200 < Number(mebibytes) * MEBIBYTE; size += filler.length) yield filler;
  yield end(size + 1);
}
/** The same bytes in pieces of 16 MiB. */
async function* pieces() {
  let [chunks, size] = [[], 0];
  for await (const chunk of pdf()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < 15 * MEBIBYTE) continue;
    yield Buffer.concat(chunks);
    [chunks, size] = [[], 0];
  }
  yield Buffer.concat(chunks);
}

const byParts = async () => {
  let size = 0;
  for await (const chunk of pdf()) size += chunk.length;
  const { id } = await files.uploads.begin(size, depositor);
  let part = 0;
  const { createHash } = await import('node:crypto');
  const whole = createHash('sha256');
  for await (const piece of pieces()) {
    part += 1;
    whole.update(piece);
    await files.uploads.put(id, part, [piece], { sha256: hash('sha256', piece), depositor });
  }
  return files.uploads.complete(id, { name: 'a.pdf', depositor, sha256: whole.digest('hex') });
};

const started = performance.now();
const received = await (way === 'parts' ? byParts() : files.receive(pdf(), { name: 'a.pdf', depositor }));
if (received.outcome !== 'stored') throw new Error(JSON.stringify(received));
const { sha256, size } = received.material;
// maxRSS is in KiB.
const peakRss = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ peakRss, sha256, size, seconds: (performance.now() - started) / 1000 }));
