import { createReadStream, mkdtempSync, rmSync, writeSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  appendLeaf,
  ed25519Signer,
  EMPTY_RANGE,
  encodeLeaf,
  formatCheckpoint,
  formatNote,
  formatVkey,
  leafHash,
  parsePolicy,
  rangeRoot,
  sha256,
  signNote,
  type CompactRange,
  type Leaf,
} from '@minglu/audit';
import { verifyFull } from '@minglu/audit/verifier';
import { canonicalJson } from '@minglu/event-store';
import type { Contest } from './compare.js';
import type { Measured } from './measure.js';

const ORIGIN = 'minglu.example/bench';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));
const hash = sha256.digest(Buffer.from('any')).toString('hex');
/** The members that all leaves of the log share. */
const LEAF: Leaf = {
  v: 'minglu/leaf/v1',
  seq: '0',
  epoch: { number: '1', after: '0' },
  stream: '',
  streamVersion: '1',
  type: 'ProgressReported',
  event: '00000000-0000-4000-8000-000000000001',
  recorded: '',
  effective: '2026-01-05T01:00:00.000Z',
  actor: { person: 'b0a4a1c2-0000-4000-8000-000000000001', role: 'applicant' },
  cause: null,
  correlation: '',
  provisions: ['measure-2022/10', 'measure-2022/11'],
  rules: { id: 'measure-2022', hash },
  calendar: null,
  schema: { version: '1', hash },
  content: hash,
  payload: hash,
  attachments: [],
  previous: null,
};

/** Leaves of cases of 30 events. */
const leavesOf = function* (count: number): Generator<Buffer> {
  const heads = new Map<number, Buffer>();
  for (let index = 0; index < count; index += 1) {
    const [round, dossier] = [Math.floor(index / 30_000), index % 1_000];
    const id = round * 1_000 + dossier;
    const version = Math.floor((index % 30_000) / 1_000) + 1;
    const leaf = encodeLeaf({
      ...LEAF,
      seq: String(index),
      stream: `dossier/case-${id}`,
      streamVersion: String(version),
      correlation: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      recorded: new Date(Date.UTC(2026, 0, 5) + index).toISOString(),
      previous: heads.get(id)?.toString('hex') ?? null,
    });
    heads.set(id, leafHash(sha256, leaf));
    yield leaf;
  }
};

/** CPU time of the process. Other programs on the machine change it less than wall-clock time. */
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** The offline verification of a whole log, against canonical JSON and SHA-256 alone over the same leaves, which are in memory already. */
export const verifyLog = async ({ events }: { readonly events: number }): Promise<Contest> => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-verify-log-'));
  const file = join(folder, 'leaves.jsonl');
  const handle = openSync(file, 'w');
  let range: CompactRange = EMPTY_RANGE;
  let lines: Buffer[] = [];
  const flush = (): void => {
    writeSync(handle, Buffer.concat(lines));
    lines = [];
  };
  for (const leaf of leavesOf(events)) {
    range = appendLeaf(sha256, range, leafHash(sha256, leaf));
    lines.push(leaf, Buffer.from('\n'));
    if (lines.length >= 20_000) flush();
  }
  flush();
  closeSync(handle);
  const text = formatCheckpoint({ origin: ORIGIN, size: range.size, root: rangeRoot(sha256, range) });
  const checkpoint = Buffer.from(formatNote(await signNote(text, [signer])));
  const policy = parsePolicy(`log ${formatVkey(signer.vkey)}\nquorum none\n`);

  const ours = async (): Promise<Measured> => {
    const started = cpuSeconds();
    const { answer } = await verifyFull({ checkpoint, leaves: file }, policy, { seen: [], tolerance: 0n });
    if (answer !== 'true') throw new Error(`the log is not verified: ${answer}`);
    return { perSecond: events / (cpuSeconds() - started) };
  };
  const baseline = async (): Promise<Measured> => {
    let spent = 0;
    let values: unknown[] = [];
    const hashAll = (): void => {
      const started = cpuSeconds();
      for (const value of values) sha256.digest(Buffer.from(canonicalJson(value)));
      spent += cpuSeconds() - started;
      values = [];
    };
    for await (const line of createInterface({ input: createReadStream(file) })) {
      values.push(JSON.parse(line));
      if (values.length === 10_000) hashAll();
    }
    hashAll();
    return { perSecond: events / spent };
  };
  return {
    ours: { name: 'minglu-verify full, CPU', run: ours },
    baseline: { name: 'canonical JSON and SHA-256 alone, CPU', run: baseline },
    close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
};
