import { canonicalJson } from '@minglu/event-store/canonical';
import type { Day } from '@minglu/kernel';
import { REGISTER_TYPES, registerAnswer, titleAnswer, type PublicEvent } from '@minglu/projections';
import { answeredHash, parseAnswer, parseStatement, type AnsweredEvent, type AnsweredQuestion } from '../answer.js';
import { parseCheckpoint } from '../checkpoint.js';
import { Malformed } from '../malformed.js';
import { leafHash } from '../merkle.js';
import { NotSigned, openNote, parseNote } from '../note.js';
import type { LeafProof } from '../package/lines.js';
import { openCheckpoint, type OpenedCheckpoint, type Policy } from '../policy.js';
import { encodePublicLeaf } from '../public-leaf.js';
import { isSm2 } from '../sm2.js';
import { verifyInclusion } from '../verify.js';
import { holds, matches, proven, type Verdict } from './verdict.js';

/**
 * Verifies a signed answer: the log has said it, its events are in the public tree, and the answer follows from them. Trees whose keys the
 * policy does not have are left out; one must be known.
 */
export const verifyAnswer = (bytes: Buffer, policy: Policy): Verdict => {
  const { note, trees, events } = parseAnswer(bytes);
  const { origin, question, answer, size, events: hashes } = parseStatement(note);
  const origins = [origin, `${origin}/sm3`];
  const verifiers = policy.logs.filter(({ vkey }) => origins.includes(vkey.name));
  if (verifiers.length === 0) throw new NotSigned(`no key is known of the log ${origin}`);
  const { signed } = openNote(note, verifiers);

  const opened = openTrees(trees, origins, policy);
  // One of two signatures must not be lost unnoticed.
  for (const { checkpoint } of opened)
    holds(
      signed.some(({ vkey }) => vkey.name === checkpoint.origin),
      `the key of ${checkpoint.origin} has not signed the answer`,
    );
  const own = events.map(answeredHash);
  holds(own.join() === hashes.join(), 'the events are not those that the log has signed');
  for (const { checkpoint, proofs } of opened) verifyPlaces(own, proofs, BigInt(size), checkpoint);
  assertComplete(question, events);
  const follows = answerOf(question, events.map(publicEvent));
  matches(canonicalJson(follows) === canonicalJson(answer), 'the answer does not follow from the events');
  return proven(
    opened.every(({ checkpoint }) => checkpoint.quorum),
    'the log has signed the answer, and it follows from public events in its tree',
    {
      origin,
      size,
      question,
      answer,
      events: events.length,
      trees: opened.map(({ checkpoint }) => checkpoint.hasher.name),
      signers: signed.map(({ vkey }) => `${vkey.name}+${vkey.keyId}`),
      national: signed.some(({ vkey }) => isSm2(vkey)),
    },
  );
};

interface OpenedTree {
  readonly checkpoint: OpenedCheckpoint;
  readonly proofs: readonly LeafProof[];
}

const openTrees = (
  trees: readonly { readonly checkpoint: string; readonly proofs: readonly LeafProof[] }[],
  origins: readonly string[],
  policy: Policy,
): readonly OpenedTree[] => {
  const named = trees.map(({ checkpoint }) => parseCheckpoint(parseNote(checkpoint).text).origin);
  if (named.some((one) => !origins.includes(one)) || new Set(named).size < named.length)
    throw new Malformed('the answer has a checkpoint of another tree, or one twice');
  const known = trees.filter((_, index) => policy.logs.some(({ vkey }) => vkey.name === named[index]));
  if (known.length === 0) throw new NotSigned(`no key is known of the trees ${named.join(', ')}`);
  return known.map(({ checkpoint, proofs }) => ({ checkpoint: openCheckpoint(checkpoint, policy), proofs }));
};

/** Each event is a leaf of the tree, in this order, before the size that was asked about. */
const verifyPlaces = (hashes: readonly string[], proofs: readonly LeafProof[], size: bigint, of: OpenedCheckpoint): void => {
  holds(size <= of.size, `the answer rests on ${size} leaves, and the tree of ${of.origin} has ${of.size}`);
  if (proofs.length !== hashes.length) throw new Malformed(`the answer has ${hashes.length} events and ${proofs.length} proofs`);
  let before = -1n;
  for (const [at, { index, proof }] of proofs.entries()) {
    holds(index > before && index < size, `event ${at + 1} is not in its order before leaf ${size}`);
    before = index;
    const leaf = leafHash(of.hasher, encodePublicLeaf(hashes[at]!));
    holds(
      verifyInclusion(of.hasher, { index, size: of.size, leafHash: leaf, proof, root: of.root }),
      `event ${at + 1} is not in the tree of ${of.origin}`,
    );
  }
};

/** Of a title there are all public events of one case from the first. Of the register there are the events that it needs. */
const assertComplete = ({ about }: AnsweredQuestion, events: readonly AnsweredEvent[]): void => {
  if (about === 'register') {
    const other = events.find(({ type }) => !REGISTER_TYPES.includes(type));
    matches(!other, `an event of the register is of the type ${other?.type}`);
    return;
  }
  const gap = events.find(({ subject, publicversion }, index) => subject !== events[0]!.subject || publicversion !== String(index + 1));
  matches(!gap, `the public events of the case are not complete before version ${gap?.publicversion} of ${gap?.subject}`);
};

const answerOf = (question: AnsweredQuestion, events: readonly PublicEvent[]): unknown =>
  question.about === 'title' ? titleAnswer(question.titleId, question.day as Day, events) : registerAnswer(events);

const publicEvent = ({ publicversion, ...event }: AnsweredEvent): PublicEvent => ({ ...event, publicversion: Number(publicversion) });
