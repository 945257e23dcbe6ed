import { epochMs, instantOf, type Claim } from '@minglu/kernel';
import { contentHash, drawSalt } from './hashing.js';
import { bytesArray, plainArray, textArray } from './array-parameters.js';
import type { SeenEvent } from './log-watch.js';
import type { Append, AppendOutcome } from './port.js';
import { instantFrom } from './stored-event.js';

/** A validated command. `seals` has the salt and the content hash of each event, over all writes in order. */
export interface PreparedAppend extends Append {
  readonly seals: readonly { readonly salt: Uint8Array; readonly hash: Uint8Array }[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Throws if the command itself is malformed, before it can fail the batch of others. */
export const prepareAppend = (append: Append): PreparedAppend => {
  const seals = append.writes.flatMap((write) =>
    write.events.map(({ eventId, payload, metadata }) => {
      if (!UUID.test(eventId)) throw new Error(`not an event id: ${eventId}`);
      const salt = drawSalt();
      return { salt, hash: contentHash(salt, payload, metadata) };
    }),
  );
  return { ...append, at: instantOf(epochMs(append.at)), claims: distinct(append.claims), seals };
};

const distinct = (claims: Append['claims']): Append['claims'] =>
  claims.filter(({ kind, id, streamId }, i) => {
    const before = claims.findIndex((other) => other.kind === kind && other.id === id);
    if (claims[before]!.streamId !== streamId) throw new Error(`one command claims ${kind}/${id} for two streams`);
    return before === i;
  });

/** Calls `append_events` (migrations/0014-append-at-once.sql) with {@link appendParameters}; each row is an {@link OutcomeRow}. */
export const APPEND_SQL = `SELECT command, outcome, at_position, recorded, detail, conflict_on FROM append_events(${Array.from({ length: 40 }, (_, i) => `$${i + 1}`).join(', ')})`;

/** The batch as the parallel arrays of `append_events`, in the order of its parameters. */
export const appendParameters = (batch: readonly PreparedAppend[], seen: SeenEvent = NOTHING_SEEN): (string | Buffer)[] => {
  const command = { id: texts(), hash: byteStrings(), clock: texts(), result: texts(), lastEvent: numbers() };
  const event = {
    command: numbers(),
    id: texts(),
    stream: texts(),
    version: numbers(),
    follows: texts(),
    open: [] as boolean[],
    type: texts(),
    schema: numbers(),
    payload: texts(),
    metadata: texts(),
    salt: byteStrings(),
    hash: byteStrings(),
  };
  const check = { command: numbers(), stream: texts(), version: numbers() };
  const claim = { command: numbers(), kind: texts(), id: texts(), stream: texts(), unheld: [] as boolean[] };
  const release = { command: numbers(), kind: texts(), stream: texts() };
  const secret = {
    command: numbers(),
    ref: texts(),
    subject: texts(),
    key: byteStrings(),
    text: byteStrings(),
    personKey: texts(),
    stream: texts(),
  };
  const erase = { command: numbers(), key: texts(), texts: numbers() };

  for (const [index, append] of batch.entries()) {
    const ordinal = index + 1;
    const addCheck = (stream: string, version: number) => {
      check.command.push(ordinal);
      check.stream.push(stream);
      check.version.push(version);
    };
    let seal = 0;
    for (const { streamId, expectedVersion, follows, events } of append.writes) {
      if (events.length === 0) addCheck(streamId, expectedVersion);
      for (const [offset, one] of events.entries()) {
        event.command.push(ordinal);
        event.id.push(one.eventId);
        event.stream.push(streamId);
        event.version.push(expectedVersion + offset + 1);
        event.follows.push((offset === 0 && follows) || '');
        event.open.push(one.classification === 'PUBLIC');
        event.type.push(one.type);
        event.schema.push(one.schemaVersion);
        event.payload.push(one.payload);
        event.metadata.push(one.metadata);
        event.salt.push(append.seals[seal]!.salt);
        event.hash.push(append.seals[seal]!.hash);
        seal += 1;
      }
    }
    for (const { streamId, version } of append.checks) addCheck(streamId, version);
    for (const { kind, id, streamId, unheld } of claimsAndUnheld(append)) {
      claim.command.push(ordinal);
      claim.kind.push(kind);
      claim.id.push(id);
      claim.stream.push(streamId);
      claim.unheld.push(unheld);
    }
    for (const { kind, streamId } of append.releases) {
      release.command.push(ordinal);
      release.kind.push(kind);
      release.stream.push(streamId);
    }
    for (const one of append.secrets) {
      secret.command.push(ordinal);
      secret.ref.push(one.ref);
      secret.subject.push(one.subject);
      secret.key.push(one.wrappedKey);
      secret.text.push(one.ciphertext);
      secret.personKey.push(one.personKey ?? '');
      secret.stream.push(one.streamId ?? '');
    }
    for (const { key, texts } of append.erasures ?? []) {
      erase.command.push(ordinal);
      erase.key.push(key);
      erase.texts.push(texts);
    }
    command.id.push(append.commandId);
    command.hash.push(append.requestHash);
    command.clock.push(append.recordedBy === 'database' ? 'NULL' : append.at);
    command.result.push(append.result);
    command.lastEvent.push(event.id.length);
  }

  return [
    textArray(command.id),
    bytesArray(command.hash),
    plainArray(command.clock),
    textArray(command.result),
    plainArray(command.lastEvent),
    plainArray(event.command),
    textArray(event.id),
    textArray(event.stream),
    plainArray(event.version),
    textArray(event.follows),
    plainArray(event.open),
    textArray(event.type),
    plainArray(event.schema),
    textArray(event.payload),
    textArray(event.metadata),
    bytesArray(event.salt),
    bytesArray(event.hash),
    plainArray(check.command),
    textArray(check.stream),
    plainArray(check.version),
    plainArray(claim.command),
    textArray(claim.kind),
    textArray(claim.id),
    textArray(claim.stream),
    plainArray(claim.unheld),
    plainArray(release.command),
    textArray(release.kind),
    textArray(release.stream),
    plainArray(secret.command),
    textArray(secret.ref),
    textArray(secret.subject),
    bytesArray(secret.key),
    bytesArray(secret.text),
    textArray(secret.personKey),
    textArray(secret.stream),
    plainArray(erase.command),
    textArray(erase.key),
    plainArray(erase.texts),
    String(seen.position),
    Buffer.from(seen.hash),
  ];
};

/** The claims of a command, and those that it took for never held. `streamId` is empty for one that it does not take. */
export const claimsAndUnheld = ({ claims, unheld = [] }: Pick<Append, 'claims' | 'unheld'>) => {
  const isIn = (list: readonly Claim[], { kind, id }: Claim) => list.some((one) => one.kind === kind && one.id === id);
  return [
    ...claims.map((claim) => ({ ...claim, unheld: isIn(unheld, claim) })),
    ...unheld.filter((claim) => !isIn(claims, claim)).map((claim) => ({ ...claim, streamId: '', unheld: true })),
  ];
};

const NOTHING_SEEN: SeenEvent = { position: 0, hash: new Uint8Array() };

const texts = (): string[] => [];
const numbers = (): number[] => [];
const byteStrings = (): Uint8Array[] => [];

/** Index in the batch (from 1), outcome, position, recorded at, detail, object of the conflict; each as text. */
export type OutcomeRow = [
  string,
  AppendOutcome['outcome'],
  string | null,
  string | null,
  string | null,
  'stream' | 'check' | 'claim' | 'key' | null,
];

export const outcomeOf = ([, outcome, position, recordedAt, detail, on]: OutcomeRow, append: Append): AppendOutcome => {
  switch (outcome) {
    case 'appended':
      return { outcome, position: Number(position), recordedAt: instantFrom(recordedAt!), result: append.result };
    case 'repeated':
      return { outcome, position: Number(position), result: detail! };
    case 'mismatched':
      return { outcome };
    case 'conflict':
      return { outcome, on: on!, id: detail! };
  }
};
