import type { Checkpoint } from './checkpoint.js';
import { parseCheckpoint } from './checkpoint.js';
import { sha256, sm3, type Hasher } from './hasher.js';
import { timeOf, verifierOf } from './keys.js';
import { Malformed } from './malformed.js';
import { NotSigned, openNote, parseNote, type NoteVerifier, type OpenedNote } from './note.js';
import { isSm2 } from './sm2.js';
import { parseUtf8 } from './strict.js';
import { COSIGNATURE, parseVkey, type Vkey } from './vkey.js';

/** Whom a verifier trusts (C2SP tlog-policy): logs, witnesses, and how many of these must have cosigned. */
export interface Policy {
  readonly logs: readonly NoteVerifier[];
  readonly witnesses: readonly NoteVerifier[];
  /** True if cosignatures by these keys are enough. Keys are named by {@link keyOf}. */
  readonly isQuorum: (cosigners: ReadonlySet<string>) => boolean;
}

type Group = (cosigners: ReadonlySet<string>) => boolean;

/** One text for a key: name and id. */
const keyOf = ({ name, keyId }: Vkey): string => `${name}+${keyId}`;

/** Several keys of one origin are allowed: an old and a new one, while the log changes its key. Throws {@link Malformed}. */
export const parsePolicy = (bytes: string | Uint8Array): Policy => {
  const text = typeof bytes === 'string' ? bytes : parseUtf8(bytes, 'the policy');
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) throw new Malformed('the policy has a control character');
  const logs: NoteVerifier[] = [];
  const witnesses: NoteVerifier[] = [];
  const groups = new Map<string, Group>();
  const members = new Set<string>();
  let quorum: Group | undefined;
  const define = (name: string | undefined, group: Group): void => {
    if (name === undefined || name === 'none' || groups.has(name))
      throw new Malformed(`the policy defines ${name ?? 'nothing'} twice or without a name`);
    groups.set(name, group);
  };
  const group = (name: string | undefined): Group => {
    const found = groups.get(name ?? '');
    if (!found) throw new Malformed(`the policy has not defined ${name ?? 'a name'}`);
    return found;
  };
  for (const line of text.split('\n').map((one) => one.replace(/^[ \t]+|[ \t]+$/g, ''))) {
    if (line === '' || line.startsWith('#')) continue;
    const [kind, ...items] = line.split(/[ \t]+/);
    if (kind === 'log' && (items.length === 1 || items.length === 2)) logs.push(logVerifier(items[0]!));
    else if (kind === 'witness' && (items.length === 2 || items.length === 3)) {
      const verifier = witnessVerifier(items[1]!);
      witnesses.push(verifier);
      const key = keyOf(verifier.vkey);
      define(items[0], (cosigners) => cosigners.has(key));
    } else if (kind === 'group' && items.length >= 3) {
      const [name, threshold, ...names] = items;
      for (const member of names) {
        if (members.has(member)) throw new Malformed(`the policy lists ${member} as a member twice`);
        members.add(member);
      }
      const parts = names.map(group);
      const least = thresholdOf(threshold!, parts.length);
      define(name, (cosigners) => parts.filter((part) => part(cosigners)).length >= least);
    } else if (kind === 'quorum' && items.length === 1 && quorum === undefined) quorum = items[0] === 'none' ? () => true : group(items[0]);
    else throw new Malformed(`the policy has the line: ${line}`);
  }
  if (quorum === undefined) throw new Malformed('the policy has no quorum');
  assertDistinct(logs);
  assertDistinct(witnesses);
  for (const { vkey } of logs) hasherOf(logs.filter((log) => log.vkey.name === vkey.name));
  return { logs, witnesses, isQuorum: quorum };
};

const logVerifier = (text: string): NoteVerifier => {
  const vkey = parseVkey(text);
  if (vkey.type === COSIGNATURE) throw new Malformed(`the key of the log ${vkey.name} is one of a witness`);
  return verifierOf(vkey);
};
const witnessVerifier = (text: string): NoteVerifier => {
  const vkey = parseVkey(text);
  if (vkey.type !== COSIGNATURE) throw new Malformed(`the key of the witness ${vkey.name} is not one of cosignatures`);
  return verifierOf(vkey);
};
const thresholdOf = (text: string, members: number): number => {
  if (text === 'all') return members;
  if (text === 'any') return 1;
  if (!/^[1-9][0-9]{0,4}$/.test(text) || Number(text) > members) throw new Malformed(`the policy asks for ${text} of ${members}`);
  return Number(text);
};
const assertDistinct = (verifiers: readonly NoteVerifier[]): void => {
  const keys = new Set(verifiers.map(({ vkey }) => vkey.material.toString('hex')));
  if (keys.size < verifiers.length) throw new Malformed('the policy has one key twice');
};

/** The hash of a tree follows from the keys of its log: SM3 for SM2, SHA-256 for Ed25519. One tree has one hash. */
const hasherOf = (logs: readonly NoteVerifier[]): Hasher => {
  const national = logs.filter(({ vkey }) => isSm2(vkey)).length;
  if (national > 0 && national < logs.length) throw new Malformed(`the log ${logs[0]!.vkey.name} has keys for two hashes`);
  return national > 0 ? sm3 : sha256;
};

/** The keys of the log that has this origin, and the hash of its tree. Throws {@link NotSigned} for an unknown one. */
export const logOf = (
  { logs }: Pick<Policy, 'logs'>,
  origin: string,
): { readonly verifiers: readonly NoteVerifier[]; readonly hasher: Hasher } => {
  const verifiers = logs.filter(({ vkey }) => vkey.name === origin);
  if (verifiers.length === 0) throw new NotSigned(`no key is known of the log ${origin}`);
  return { verifiers, hasher: hasherOf(verifiers) };
};

/** A checkpoint whose signatures hold. */
export interface OpenedCheckpoint extends Checkpoint {
  readonly hasher: Hasher;
  /** The witnesses that cosigned, with their times (Unix, seconds). */
  readonly witnesses: readonly { readonly name: string; readonly time: bigint }[];
  /** True if the policy takes the witnesses as enough. */
  readonly quorum: boolean;
}

/**
 * Verifies a checkpoint. The log must have signed with a key of its origin; each signature by a known key must hold.
 * Throws {@link Malformed} or {@link NotSigned}. It does not throw for too few witnesses: see `quorum`.
 */
export const openCheckpoint = (note: string | Uint8Array, policy: Policy): OpenedCheckpoint => {
  const parsed = parseNote(note);
  const checkpoint = parseCheckpoint(parsed.text);
  const { verifiers, hasher } = logOf(policy, checkpoint.origin);
  const { signed } = openNote(parsed, [...verifiers, ...policy.witnesses]);
  if (!signed.some(({ vkey }) => verifiers.some((log) => log.vkey === vkey)))
    throw new NotSigned(`the log ${checkpoint.origin} has not signed`);
  const cosigned = signed.filter(({ vkey }) => policy.witnesses.some((witness) => witness.vkey === vkey));
  return {
    ...checkpoint,
    hasher,
    witnesses: cosigned.map(({ vkey, signature }) => ({ name: vkey.name, time: timeOf(signature)! })),
    quorum: policy.isQuorum(new Set(cosigned.map(({ vkey }) => keyOf(vkey)))),
  };
};

/** Verifies another note of a log, as a map head or a promise. Throws {@link Malformed} or {@link NotSigned}. */
export const openLogNote = (note: string | Uint8Array, policy: Pick<Policy, 'logs'>, origin: string): OpenedNote =>
  openNote(note, logOf(policy, origin).verifiers);
