import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { waitUntil } from '../wait.js';

/** Milliseconds for an answer of a broker. */
const ANSWER_MS = 15_000;
const CLIENT = 'minglu';
/** Of RFC 7677; passwords are random, so more would not make them safer. */
const ITERATIONS = 4_096;
const SCRAM_SHA_256 = 1;
const API = { handshake: 17, authenticate: 36, alterCredentials: 51 } as const;

const int = (bytes: 1 | 2 | 4, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
};
const text = (value: string): Buffer => Buffer.concat([int(2, Buffer.byteLength(value)), Buffer.from(value)]);
/** Bytes with a compact length: one byte, plus one. They are short. */
const compact = (value: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(value as string);
  if (bytes.length > 126) throw new Error('a login is too long');
  return Buffer.concat([int(1, bytes.length + 1), bytes]);
};
const NO_TAGS = int(1, 0);

interface Administration {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  /** File with the certificates that are trusted; null without TLS. */
  readonly ca: string | null;
  /** The login of an administrator, for PLAIN. */
  readonly login: { readonly username: string; readonly password: string };
}
type Ask = ReturnType<typeof requests>;

/**
 * Gives logins their passwords, and waits until each broker takes them. Brokers get salted hashes.
 * The Kafka client of this project lacks the request (AlterUserScramCredentials).
 */
export const setPasswords = async (
  { brokers, ca, login: { username, password } }: Administration,
  passwords: Readonly<Record<string, string>>,
): Promise<void> => {
  const salt = randomBytes(16);
  await connected(brokers[0]!, ca, async (ask) => {
    if (!(await authenticates(ask, 'PLAIN', `\0${username}\0${password}`))) throw new Error(`${brokers[0]} refuses the login ${username}`);
    refusals(await ask(API.alterCredentials, 0, alteration(passwords, salt), true));
  });
  const name = Object.keys(passwords)[0]!;
  const isTaken = async (): Promise<boolean> => {
    const salts = await Promise.all(brokers.map((broker) => connected(broker, ca, (ask) => saltOf(ask, name))));
    return salts.every((one) => one === salt.toString('base64'));
  };
  if (!(await waitUntil(isTaken, { withinMs: ANSWER_MS, everyMs: 50 })))
    throw new Error('the brokers do not take the passwords of the logins');
};

const connected = async <T>(broker: string, ca: string | null, use: (ask: Ask) => Promise<T>): Promise<T> => {
  const [, host, port] = /^(.*):(\d+)$/.exec(broker)!;
  const socket = ca === null ? connect(Number(port), host) : connectTls({ host, port: Number(port), ca: readFileSync(ca) });
  socket.on('error', () => undefined); // reported by the request that waits
  try {
    await once(socket, ca === null ? 'connect' : 'secureConnect', { signal: AbortSignal.timeout(ANSWER_MS) });
    return await use(requests(socket));
  } finally {
    socket.destroy();
  }
};

/** The answer to the first message of a mechanism; null if it is refused. */
const authenticates = async (ask: Ask, mechanism: string, message: string): Promise<Buffer | null> => {
  if ((await ask(API.handshake, 1, text(mechanism))).readInt16BE(0) !== 0) throw new Error(`the broker takes no login with ${mechanism}`);
  const answer = await ask(API.authenticate, 0, Buffer.concat([int(4, Buffer.byteLength(message)), Buffer.from(message)]));
  // Error code, text of the error (null: length -1), bytes.
  return answer.readInt16BE(0) === 0 ? answer.subarray(2 + 2 + Math.max(0, answer.readInt16BE(2)) + 4) : null;
};

/** The salt with which a broker knows a login: SCRAM tells it before the password is proven. */
const saltOf = async (ask: Ask, name: string): Promise<string | undefined> => {
  const first = await authenticates(ask, 'SCRAM-SHA-256', `n,,n=${name},r=${randomBytes(12).toString('hex')}`);
  return /,s=([^,]+)/.exec(String(first))?.[1];
};

const alteration = (passwords: Readonly<Record<string, string>>, salt: Buffer): Buffer => {
  const entries = Object.entries(passwords).map(([name, password]) => {
    const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
    return Buffer.concat([compact(name), int(1, SCRAM_SHA_256), int(4, ITERATIONS), compact(salt), compact(salted), NO_TAGS]);
  });
  const noDeletions = int(1, 1);
  return Buffer.concat([noDeletions, int(1, entries.length + 1), ...entries, NO_TAGS]);
};

/** @throws Error with the first refusal of an answer: throttle time, then name, code, text and tags of each login */
const refusals = (answer: Buffer): void => {
  let at = 4;
  const take = (): string => {
    const length = Math.max(0, answer.readInt8(at) - 1);
    const value = answer.toString('utf8', at + 1, at + 1 + length);
    at += 1 + length;
    return value;
  };
  const count = answer.readInt8(at) - 1;
  at += 1;
  for (let index = 0; index < count; index += 1) {
    const name = take();
    const code = answer.readInt16BE(at);
    at += 2;
    const reason = take();
    at += 1;
    if (code !== 0) throw new Error(`Kafka refuses a password for ${name}: ${reason || `error ${code}`}`);
  }
};

/** One request at a time: size, API, version, number of the request, name of the client, body. */
const requests = (socket: Socket) => {
  let id = 0;
  return async (api: number, version: number, body: Buffer, flexible = false): Promise<Buffer> => {
    id += 1;
    const tags = flexible ? [NO_TAGS] : [];
    const request = Buffer.concat([int(2, api), int(2, version), int(4, id), text(CLIENT), ...tags, body]);
    socket.write(Buffer.concat([int(4, request.length), request]));
    let answer = Buffer.alloc(0);
    while (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) {
      const [chunk] = (await Promise.race([
        once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) }),
        once(socket, 'close').then(() => Promise.reject(new Error('the broker closed the connection'))),
      ])) as [Buffer];
      answer = Buffer.concat([answer, chunk]);
    }
    return answer.subarray(flexible ? 9 : 8);
  };
};
