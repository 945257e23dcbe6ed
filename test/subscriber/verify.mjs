// Checks the signatures of public records, with nothing but Node. infra/docs/subscribing.md describes each step.
import { createPublicKey, hash, verify } from 'node:crypto';

const sha256 = (...parts) => hash('sha256', Buffer.concat(parts.map((part) => Buffer.from(part))), 'buffer');
/** A text with its length before it, in bytes, as a big-endian uint32. */
const framed = (text) => {
  const [length, bytes] = [Buffer.alloc(4), Buffer.from(text)];
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const OF_SIGNATURE = ['signature', 'signaturekey', 'signaturepath'];

/** @param keys public keys, 64 hexadecimal digits each, with commas between them */
export const verifier = (keys) => {
  const known = new Map();
  for (const hex of keys.split(',')) {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') }, format: 'jwk' });
    known.set(sha256(Buffer.from(hex, 'hex')).toString('hex').slice(0, 16), key);
  }
  /** @param audience `public` for records of the public topic, `watermark` for those of its watermarks */
  return ({ key, value, headers }, audience = 'public') => {
    if (!key || !value || Object.values(headers ?? {}).some((one) => one === undefined || Array.isArray(one))) return false;
    const [signature, id, steps = ''] = OF_SIGNATURE.map((name) => headers?.[name]?.toString());
    if (!signature || !known.has(id)) return false;
    const names = Object.keys(headers).filter((name) => !OF_SIGNATURE.includes(name));
    const texts = [audience, key, value, ...names.sort().flatMap((name) => [name, headers[name]])];
    let node = sha256([0], 'minglu/record/v1\0', ...texts.map(framed));
    const path = Buffer.from(steps, 'base64url');
    if (path.length % 33 !== 0) return false;
    for (let at = 0; at < path.length; at += 33) {
      const other = path.subarray(at + 1, at + 33);
      node = path[at] === 0 ? sha256([1], other, node) : sha256([1], node, other);
    }
    return verify(null, Buffer.concat([Buffer.from('minglu/records/v1\0'), node]), known.get(id), Buffer.from(signature, 'base64url'));
  };
};

/** The hash of a public event. The next one of its case names it as `ce_predecessor`. */
export const hashOf = ({ key, value, headers }) => {
  const attributes = ['ce_publicversion', 'ce_id', 'ce_type', 'ce_dataschema'].map((name) => headers[name]);
  return sha256(['minglu/public/v1', key, ...attributes, value].join('\n')).toString('hex');
};
