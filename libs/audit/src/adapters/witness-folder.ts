import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cosigner,
  formatAddCheckpoint,
  formatNote,
  formatSecretKey,
  formatVkey,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  signatureBy,
  signerOf,
  witnessDecision,
  type UnixClock,
  type WitnessMemory,
} from '../index.js';

/** The folder of a witness: `key`, `policy` with the keys of its logs, `memory.json`, and the cosigned and the refused checkpoints. */
const FILES = { key: 'key', policy: 'policy', memory: 'memory.json', cosigned: 'cosigned', refused: 'refused' } as const;

/** Asks the log. Resolves to null if there is nothing at the path. */
export type AskLog = (path: string) => Promise<string | null>;

/** The trees of a log that witnesses cosign, with the end of their origin and their routes. A longer end comes first. */
const TREES = [
  { end: '/public/sm3', path: '/public-log', hash: '?hash=sm3' },
  { end: '/public', path: '/public-log', hash: '' },
  { end: '/sm3', path: '', hash: '?hash=sm3' },
  { end: '', path: '', hash: '' },
] as const;
type WitnessedTree = (typeof TREES)[number];

/** The answer of a witness to the last checkpoint of a tree. */
export type Witnessed =
  | { readonly outcome: 'cosigned' | 'unchanged'; readonly origin: string; readonly size: number; readonly file: string }
  | { readonly outcome: 'refused'; readonly reason: string; readonly file: string }
  /** The tree has no checkpoint yet. */
  | { readonly outcome: 'empty'; readonly origin: string };

/** Makes the folder with a new key. Returns its vkey. @param name such as `witness.example/one` */
export const makeWitness = (folder: string, name: string, policy: string): string => {
  parsePolicy(policy);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const seed = randomBytes(32);
  const { vkey } = cosigner(name, seed, () => 0n);
  writeFileSync(join(folder, FILES.key), `${formatSecretKey(vkey, seed)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  writeFileSync(join(folder, FILES.policy), policy, { flag: 'wx', flush: true });
  return formatVkey(vkey);
};

interface Remembered {
  readonly size: string;
  readonly root: string;
}
const readMemory = (folder: string): Readonly<Record<string, Remembered>> => {
  const file = join(folder, FILES.memory);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Remembered>) : {};
};
const memoryOf = (all: Readonly<Record<string, Remembered>>, origin: string): WitnessMemory =>
  all[origin] ? { size: BigInt(all[origin].size), root: Buffer.from(all[origin].root, 'base64') } : null;

/** On the disk, and so is its name, before it counts. */
const write = (folder: string, name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(`${file}.draft`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.draft`, file);
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
  return file;
};

/**
 * Takes the last checkpoint of each tree whose keys the policy of the folder has. One is cosigned only if it begins with the one that was
 * cosigned before. The memory is on the disk before the signature is made, so a process that ends in between never cosigns
 * two branches. One process uses a folder at a time. A refusal ends the round.
 */
export const witnessOnce = async (folder: string, ask: AskLog, now: UnixClock): Promise<readonly Witnessed[]> => {
  const { logs } = parsePolicy(readFileSync(join(folder, FILES.policy)));
  const origins = [...new Set(logs.map(({ vkey }) => vkey.name))].filter((name) => !name.endsWith('/promise'));
  const done: Witnessed[] = [];
  for (const origin of origins) {
    done.push(await witnessTree(folder, { origin, tree: TREES.find(({ end }) => origin.endsWith(end))! }, ask, now));
    if (done.at(-1)!.outcome === 'refused') break;
  }
  return done;
};

const witnessTree = async (
  folder: string,
  { origin, tree: { path, hash } }: { readonly origin: string; readonly tree: WitnessedTree },
  ask: AskLog,
  now: UnixClock,
): Promise<Witnessed> => {
  const policy = parsePolicy(readFileSync(join(folder, FILES.policy)));
  const signer = signerOf(readFileSync(join(folder, FILES.key), 'utf8').trim(), now);
  const all = readMemory(folder);
  const memory = memoryOf(all, origin);
  const note = await ask(`${path}/checkpoint${hash}`);
  if (note === null) return memory ? refuse(folder, origin, `${origin} has no checkpoint any more`, '', now) : { outcome: 'empty', origin };
  const signed = parseNote(note);
  const { origin: named, size } = parseCheckpoint(signed.text);
  if (named !== origin) return refuse(folder, origin, `the checkpoint is of ${named}, and not of ${origin}`, note, now);
  const [old, name] = [memory?.size ?? 0n, `${encodeURIComponent(origin)}.${size}.note`];
  const proof = old > 0n && old < size ? await ask(`${path}/proof/consistency?from=${old}&to=${size}${hash.replace('?', '&')}`) : '';
  const hashes = (proof ?? '').split('\n').filter(Boolean);
  const decision = witnessDecision(
    policy,
    () => memory,
    formatAddCheckpoint({ old, proof: hashes.map((one) => Buffer.from(one, 'base64')), checkpoint: note }),
  );
  if (decision.status !== 200)
    return refuse(
      folder,
      origin,
      `${decision.status} ${'reason' in decision ? decision.reason : `the witness remembers ${decision.size}`}`,
      note,
      now,
    );
  mkdirSync(join(folder, FILES.cosigned), { recursive: true, mode: 0o700 });
  const file = join(folder, FILES.cosigned, name);
  if (old === size && existsSync(file)) return { outcome: 'unchanged', origin, size: Number(size), file };
  const { root } = decision.memory;
  write(
    folder,
    FILES.memory,
    JSON.stringify({ ...all, [origin]: { size: String(size), root: root.toString('base64') } satisfies Remembered }),
  );
  const cosignature = await signatureBy(signer, decision.text);
  write(join(folder, FILES.cosigned), name, formatNote({ text: signed.text, signatures: [...signed.signatures, cosignature] }));
  return { outcome: 'cosigned', origin, size: Number(size), file };
};

/** The refused checkpoint is evidence: with the one that was cosigned it shows two branches, both signed by the log. */
const refuse = (folder: string, origin: string, reason: string, note: string, now: UnixClock): Witnessed => {
  const refused = join(folder, FILES.refused);
  mkdirSync(refused, { recursive: true, mode: 0o700 });
  return { outcome: 'refused', reason, file: write(refused, `${now()}.${encodeURIComponent(origin)}.note`, note) };
};
