import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ProblemException } from './problem.js';

/** A check that a write without a token must pass. A captcha would be another one beside the proof of work. */
export interface EntryCheck {
  /** The problem to answer with; null if the request may go on. */
  readonly refusalOf: (request: Pick<FastifyRequest, 'url' | 'headers'>) => Promise<ProblemException | null>;
}

/** A proof that is taken for a request. */
export interface UsedProof {
  readonly challenge: string;
  /** The key of the request; empty: a request that cannot be repeated. */
  readonly idempotencyKey: string;
  /** When the challenge ends, in seconds since 1970. */
  readonly until: number;
}
/** Marks a proof as used for all gateways. Resolves to whether it may count: for the first request, and for that request again. */
export type UseProof = (proof: UsedProof) => Promise<boolean>;

interface Challenge {
  /** Path of the request. */
  readonly for: string;
  /** Zero bits at the front of the hash. */
  readonly bits: number;
  /** Seconds since 1970. */
  readonly until: number;
}

const HEADER = 'minglu-proof';
const VALID_SECONDS = 600;
/** Challenges that are remembered as used; each is valid for ten minutes. */
const MAX_USED = 200_000;
const MAX_PROOF = 600;
const MAC_BYTES = 16;

const leadingZeros = (hash: Buffer): number => {
  const index = hash.findIndex((byte) => byte !== 0);
  return index === -1 ? 8 * hash.length : 8 * index + Math.clz32(hash[index]!) - 24;
};

/** The number of zero bits that the SHA-256 of a proof begins with. */
export const workIn = (proof: string): number => leadingZeros(createHash('sha256').update(proof).digest());

/**
 * A proof of work (hashcash): `Minglu-Proof: <challenge>:<answer>`, where the SHA-256 of this text begins with so many zero bits. A refusal
 * has a challenge for the path of the request. It is signed, so nothing is kept until it is used.
 *
 * @param key signs challenges, and is the same in all gateways
 * @param use the memory of all gateways; without it, each remembers the proofs that it took. It is asked for proofs with enough work alone.
 */
export const proofOfWork = (key: Uint8Array, bits: number, clock: () => number = Date.now, use?: UseProof): EntryCheck => {
  const used = new LRUCache<string, string>({ max: MAX_USED });
  const seconds = (): number => Math.floor(clock() / 1_000);
  const macOf = (content: string): Buffer =>
    createHmac('sha256', key).update(`minglu challenge ${content}`).digest().subarray(0, MAC_BYTES);
  const issue = (path: string): { readonly challenge: string; readonly until: number } => {
    const until = seconds() + VALID_SECONDS;
    const content = Buffer.from(JSON.stringify({ for: path, bits, until, n: randomBytes(9).toString('base64url') })).toString('base64url');
    return { challenge: `${content}.${macOf(content).toString('base64url')}`, until };
  };
  /** Null for a challenge that was not issued with this key. */
  const read = (challenge: string): Challenge | null => {
    const [content = '', mac = ''] = challenge.split('.');
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== MAC_BYTES || !timingSafeEqual(given, macOf(content))) return null;
    return JSON.parse(Buffer.from(content, 'base64url').toString()) as Challenge;
  };
  const wrong = async (proof: string, path: string, idempotencyKey: string): Promise<string | null> => {
    const [text = '', answer = ''] = proof.split(':');
    const challenge = proof.length > MAX_PROOF || answer === '' ? null : read(text);
    if (challenge === null) return 'not-issued';
    if (challenge.for !== path) return 'other-path';
    if (challenge.until < seconds()) return 'expired';
    if (challenge.bits < bits || workIn(proof) < challenge.bits) return 'too-little-work';
    const before = used.get(text);
    // A request that is repeated under its key is the same request.
    if (before !== undefined && (before === '' || before !== idempotencyKey)) return 'used';
    used.set(text, idempotencyKey);
    return use === undefined || (await use({ challenge: text, idempotencyKey, until: challenge.until })) ? null : 'used';
  };
  return {
    refusalOf: async ({ url, headers }) => {
      const path = url.split('?')[0]!;
      const proof = headers[HEADER];
      const problem = typeof proof === 'string' ? await wrong(proof, path, String(headers['idempotency-key'] ?? '')) : 'missing';
      return problem === null ? null : needed(problem, bits, issue(path));
    },
  };
};

const needed = (problem: string, bits: number, { challenge, until }: { readonly challenge: string; readonly until: number }) =>
  new ProblemException(
    'proof-of-work-needed',
    `未登录提交须附工作量证明，本次未作记录。请求一段 answer，使 SHA-256("challenge:answer") 以 ${bits} 个零位开头，并以请求头 Minglu-Proof: challenge:answer 重新提交`,
    `a write without a token needs a proof of work; nothing was recorded. Find an answer such that SHA-256("challenge:answer") begins with ${bits} zero bits, and send it again with the header Minglu-Proof: challenge:answer`,
    { problem, challenge, bits, validUntil: new Date(until * 1_000).toISOString() },
  );
