// Checks the feed against the tree of public events, with nothing but Node: infra/docs/subscribing.md#the-feed-against-the-public-log
//   URL=https://minglu.example KEY=<vkey of the public tree> node public-log.mjs
import { createPublicKey, hash, verify } from 'node:crypto';

const sha256 = (...parts) => hash('sha256', Buffer.concat(parts.map((part) => Buffer.from(part))), 'buffer');

/** Canonical JSON (RFC 8785) of parsed JSON. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
};

/** The leaf hash of an event of the feed. */
export const leafOf = ({ subject, publicversion, id, type, dataschema, data }) => {
  const text = ['minglu/public/v1', subject, publicversion, id, type, dataschema, canonical(data)].join('\n');
  return sha256([0], `{"hash":"${hash('sha256', text)}","v":"minglu/public-leaf/v1"}`).toString('base64');
};

/** The root over leaf hashes (RFC 6962). */
const rootOf = (leaves) => {
  if (leaves.length === 0) return sha256('');
  if (leaves.length === 1) return Buffer.from(leaves[0], 'base64');
  const middle = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return sha256([1], rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)));
};

/** Size and root of a checkpoint that the key has signed (C2SP signed-note). Throws if it has not. */
const opened = (note, vkey) => {
  const [name, id, material] = vkey.split('+').concat('');
  const key = Buffer.from(vkey.slice(name.length + id.length + 2), 'base64');
  if (key[0] !== 1 || material === '') throw new Error('the key is no Ed25519 key');
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const line = note.split('\n').find((one) => one.startsWith(`\u2014 ${name} `));
  const signature = Buffer.from(line?.split(' ')[2] ?? '', 'base64');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') }, format: 'jwk' });
  const [origin, size, root] = text.split('\n');
  if (origin !== name || signature.toString('hex', 0, 4) !== id || !verify(null, Buffer.from(text), publicKey, signature.subarray(4)))
    throw new Error('the checkpoint is not signed by this key');
  return { size: Number(size), root };
};

/**
 * Compares events of the feed, from its beginning, with the tree. Throws if one is missing, was changed or added.
 *
 * @param ask the text at a path of the installation
 * @param events those of the feed; later ones than the checkpoint are left out
 */
export const verifyFeed = async (ask, vkey, events) => {
  const { size, root } = opened(await ask('/public-log/checkpoint'), vkey);
  const leaves = [];
  while (leaves.length < size) {
    const page = (await ask(`/public-log/leaves?from=${leaves.length}`)).split('\n').filter(Boolean);
    if (page.length === 0) throw new Error(`the log has only ${leaves.length} of ${size} leaves`);
    leaves.push(...page.slice(0, size - leaves.length));
  }
  if (rootOf(leaves).toString('base64') !== root) throw new Error('the leaves are not those of the checkpoint');
  for (const [index, leaf] of leaves.entries()) {
    if (events[index] === undefined) throw new Error(`the feed ends before event ${index + 1} of the log`);
    if (leafOf(events[index]) !== leaf) throw new Error(`event ${index + 1} of the feed is not that of the log`);
  }
  return { size, events: events.length };
};

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { URL: base, KEY } = process.env;
  const ask = async (path) => {
    const answer = await fetch(new globalThis.URL(path, base));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.text();
  };
  const events = [];
  for (let after = ''; after !== null;) {
    const page = JSON.parse(await ask(`/feed?limit=500${after && `&after=${encodeURIComponent(after)}`}`));
    events.push(...page.items);
    after = page.next;
  }
  const { size } = await verifyFeed(ask, KEY, events);
  process.stdout.write(`${size} events of the feed are those of the public log\n`);
}
