import { canonicalJson } from '@minglu/event-store/canonical';
import { publicFormHash } from '@minglu/event-store/hashing';
import { day, id, instant, oneOf, record, sha256 as hex, text, Type, type Static } from '@minglu/kernel';
import { proofLine, readerOf, readProofLine, type LeafProof } from './package/lines.js';
import { Malformed } from './malformed.js';
import { parseNote } from './note.js';

/** The name and version of the format, in the file and in its signed statement. */
const ANSWER_FORMAT = 'minglu/answer/v1';
/** The first line of the signed text is the origin of the public tree with this behind it. So it is no checkpoint. */
const SUFFIX = '/answer';

const question = Type.Union([
  record({ about: oneOf('title'), titleId: id(), day: day() }),
  record({ about: oneOf('register'), at: instant() }),
]);
/** A question about titles. `register`: as it was published by an instant. */
export type AnsweredQuestion = Static<typeof question>;

const statement = record({
  v: oneOf(ANSWER_FORMAT),
  question,
  answer: Type.Unknown(),
  /** Leaves of the public tree that the answer rests on. Later ones do not count. */
  size: Type.String({ pattern: '^(0|[1-9][0-9]{0,15})$' }),
  /** The public hashes of the events, in their order in the tree. */
  events: Type.Array(hex()),
});
/** The text that the log signs. */
export type AnswerStatement = Static<typeof statement>;

const publicEvent = record({
  subject: text(300),
  publicversion: Type.String({ pattern: '^[1-9][0-9]{0,15}$' }),
  id: text(64),
  type: text(200),
  dataschema: text(300),
  data: Type.Unknown(),
});
/** A public event of an answer. */
export type AnsweredEvent = Static<typeof publicEvent>;

const file = record({
  v: oneOf(ANSWER_FORMAT),
  /** A signed note. */
  note: Type.String(),
  /** The tree with SHA-256, and that with SM3 over the same leaves. */
  trees: Type.Array(record({ checkpoint: Type.String(), proofs: Type.Array(Type.Unknown()) }), { minItems: 1, maxItems: 2 }),
  events: Type.Array(publicEvent),
});

/** The parts of an answer, before anything of it is believed. */
export interface AnswerParts {
  readonly note: string;
  /** For each tree, the proofs of the events in their order. */
  readonly trees: readonly { readonly checkpoint: string; readonly proofs: readonly LeafProof[] }[];
  readonly events: readonly AnsweredEvent[];
}

/** The text of an answer: canonical JSON. The same parts always make the same text. */
export const formatAnswer = ({ note, trees, events }: AnswerParts): string =>
  canonicalJson({
    v: ANSWER_FORMAT,
    note,
    trees: trees.map(({ checkpoint, proofs }) => ({ checkpoint, proofs: proofs.map((proof) => JSON.parse(proofLine(proof)) as unknown) })),
    events,
  });

const readFile = readerOf(file, 'the answer');
/** Throws {@link Malformed}. */
export const parseAnswer = (bytes: Uint8Array): AnswerParts => {
  const { note, trees, events } = readFile(bytes);
  return {
    note,
    events,
    trees: trees.map(({ checkpoint, proofs }) => ({
      checkpoint,
      proofs: proofs.map((proof) => readProofLine(Buffer.from(canonicalJson(proof)))),
    })),
  };
};

/** The text to sign. @param origin of the public tree */
export const statementText = (origin: string, stated: Omit<AnswerStatement, 'v'>): string =>
  `${origin}${SUFFIX}\n${canonicalJson({ v: ANSWER_FORMAT, ...stated })}\n`;

const readStatement = readerOf(statement, 'the statement');
/** The statement in a note whose signatures are still to be verified. Throws {@link Malformed}. */
export const parseStatement = (note: string): AnswerStatement & { readonly origin: string } => {
  const [first = '', json = '', ...more] = parseNote(note).text.split('\n');
  if (!first.endsWith(SUFFIX) || more.join('') !== '' || more.length !== 1) throw new Malformed('the note is no statement of an answer');
  return { ...readStatement(Buffer.from(json)), origin: first.slice(0, -SUFFIX.length) };
};

/** The hash in the public leaf of an event. */
export const answeredHash = ({ publicversion, data, ...event }: AnsweredEvent): string =>
  publicFormHash({ ...event, publicversion: Number(publicversion), data: canonicalJson(data) });
