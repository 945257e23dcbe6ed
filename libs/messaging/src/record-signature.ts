import { hash, sign, verify } from 'node:crypto';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { PublicKeys, SigningKey } from './record-keys.js';

/** Whether a record is for everyone, for the services of Minglu, a watermark or a checkpoint. It is signed too: one cannot pass for another. */
export type Audience = 'public' | 'internal' | 'watermark' | 'checkpoint';

/** A record before it is signed. */
export interface Unsigned {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}
/** A signature covers the key, the value, and every header but those of the signature. */
interface Signed {
  readonly key: Uint8Array | string;
  readonly value: Uint8Array | string;
  readonly headers: Readonly<IHeaders>;
}

const DOMAIN = 'minglu/record/v1\0';
const GROUP_DOMAIN = Buffer.from('minglu/records/v1\0');
const OF_SIGNATURE = new Set(['signature', 'signaturekey', 'signaturepath']);
const HASH = 32;
/** A step of a path: the side of the other node, 0 for left and 1 for right, and its hash. */
const STEP = 1 + HASH;
/** Most records of one signature. A path has at most six steps. */
const GROUP = 64;

/**
 * SHA-256 of a record: a zero byte, the domain, the audience, the key and the value. Then come the name and the value of each
 * header, in the order of the names. Each text has its length before it, in bytes, as a big-endian uint32.
 */
const digestOf = ({ key, value, headers }: Signed, audience: Audience): Buffer => {
  const texts: (Uint8Array | string)[] = [audience, key, value];
  for (const name of Object.keys(headers).sort()) if (!OF_SIGNATURE.has(name)) texts.push(name, headers[name] as Uint8Array | string);
  let room = 1 + DOMAIN.length;
  for (const text of texts) room += 4 + (typeof text === 'string' ? 3 * text.length : text.length);
  if (scratch.length < room) scratch = Buffer.allocUnsafe(2 * room);
  scratch[0] = 0;
  let end = 1 + scratch.write(DOMAIN, 1, 'latin1');
  for (const text of texts) {
    let length = text.length;
    if (typeof text === 'string') length = scratch.write(text, end + 4, 'utf8');
    else scratch.set(text, end + 4);
    end = scratch.writeUInt32BE(length, end) + length;
  }
  return hash('sha256', scratch.subarray(0, end), 'buffer');
};
let scratch = Buffer.allocUnsafe(16_384);

/** The node above two: a byte 1 keeps it apart from the digest of a record. */
const above = (left: Uint8Array, right: Uint8Array): Buffer => {
  NODE.set(left, 1);
  NODE.set(right, 1 + HASH);
  return hash('sha256', NODE, 'buffer');
};
const NODE = Buffer.alloc(1 + 2 * HASH, 1);

/** The root of a tree of hashes, and the path of each leaf to it. A node without a neighbour is passed up. */
const treeOf = (leaves: readonly Buffer[]): { readonly root: Buffer; readonly paths: readonly Buffer[][] } => {
  const paths = leaves.map((): Buffer[] => []);
  let level = leaves.map((leaf, index) => ({ node: leaf, from: index, to: index + 1 }));
  while (level.length > 1) {
    const next: typeof level = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i]!, level[i + 1]];
      if (!right) {
        next.push(left);
        continue;
      }
      for (let leaf = left.from; leaf < left.to; leaf += 1) paths[leaf]!.push(RIGHT, right.node);
      for (let leaf = right.from; leaf < right.to; leaf += 1) paths[leaf]!.push(LEFT, left.node);
      next.push({ node: above(left.node, right.node), from: left.from, to: right.to });
    }
    level = next;
  }
  return { root: level[0]!.node, paths };
};
const [LEFT, RIGHT] = [Buffer.of(0), Buffer.of(1)];

/**
 * Signs records of one topic. Ed25519 is slow, so up to 64 records share the signature of the root of the tree of their digests. Each record carries its path to the root, so each can be verified alone.
 */
export const signRecords = <R extends Unsigned>(records: readonly R[], audience: Audience, { id, key }: SigningKey): R[] => {
  const signed: R[] = [];
  for (let from = 0; from < records.length; from += GROUP) {
    const group = records.slice(from, from + GROUP);
    const { root, paths } = treeOf(group.map((record) => digestOf(record, audience)));
    const signature = sign(null, Buffer.concat([GROUP_DOMAIN, root]), key).toString('base64url');
    group.forEach((record, index) => {
      const path = paths[index]!.length === 0 ? {} : { signaturepath: Buffer.concat(paths[index]!).toString('base64url') };
      signed.push({ ...record, headers: { ...record.headers, signature, signaturekey: id, ...path } });
    });
  }
  return signed;
};

/** Reasons why a record is not authentic. */
const NOT_SIGNED = 'not signed';
const UNKNOWN_KEY = 'signed with an unknown key';
const WRONG_SIGNATURE = 'its signature does not hold';

/** Groups whose signature was verified. Records of a group lie on several partitions, so it is met more than once. */
const REMEMBERED = 4_096;

/** Verifies records. Returns the reason why a record is not authentic; null if it is. */
export const recordVerifier = (keys: PublicKeys, audience: Audience) => {
  const verified = new Map<string, true>();
  const holds = (root: Buffer, signature: string, id: string): boolean => {
    const group = `${id} ${signature} ${root.toString('latin1')}`;
    if (verified.has(group)) return true;
    const isValid = verify(null, Buffer.concat([GROUP_DOMAIN, root]), keys.get(id)!.key, Buffer.from(signature, 'base64url'));
    if (!isValid) return false;
    if (verified.size >= REMEMBERED) verified.clear();
    verified.set(group, true);
    return true;
  };
  return ({ key, value, headers }: Signed): string | null => {
    if (Object.values(headers).some((one) => one === undefined || Array.isArray(one))) return WRONG_SIGNATURE;
    const [signature, id, steps] = ['signature', 'signaturekey', 'signaturepath'].map((name) => headers[name]?.toString());
    if (!signature || !id) return NOT_SIGNED;
    if (!keys.has(id)) return UNKNOWN_KEY;
    const path = Buffer.from(steps ?? '', 'base64url');
    if (path.length % STEP !== 0) return WRONG_SIGNATURE;
    let root = digestOf({ key, value, headers }, audience);
    for (let at = 0; at < path.length; at += STEP) {
      const other = path.subarray(at + 1, at + STEP);
      root = path[at] === 0 ? above(other, root) : above(root, other);
    }
    return holds(root, signature, id) ? null : WRONG_SIGNATURE;
  };
};

/** The same for a record as Kafka delivers it. */
export const isSignedBy = (keys: PublicKeys, audience: Audience) => {
  const verifyRecord = recordVerifier(keys, audience);
  return ({ key, value, headers }: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): boolean =>
    key !== null && value !== null && headers !== undefined && verifyRecord({ key, value, headers }) === null;
};
