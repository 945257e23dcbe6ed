import { canonicalJson } from '@minglu/event-store/canonical';
import { contentHash } from '@minglu/event-store/hashing';
import { decoder, nullable, Type } from '@minglu/kernel';
import { payloadCommitment, type Leaf } from '../leaf.js';
import type { OpenedEvent } from '../package/lines.js';
import { matches } from './verdict.js';

/** The members of the metadata that a leaf repeats. Others may be there. */
const isMetadata = decoder(
  Type.Object({
    correlationId: Type.String(),
    causationId: nullable(Type.String()),
    actor: Type.Object({ person: Type.String(), role: Type.String() }),
    legalBasis: Type.Array(Type.String()),
    occurredAt: Type.String(),
    rulePackage: Type.String(),
  }),
);

/** Compares an event with its leaf: both commitments, and what the leaf repeats of the metadata. Ends with `content`. */
export const compareContent = (leaf: Leaf, { salt, payload, metadata }: OpenedEvent): void => {
  const bytes = Buffer.from(salt, 'hex');
  const which = `event ${leaf.event} (version ${leaf.streamVersion} of ${leaf.stream})`;
  matches(payloadCommitment(bytes, payload) === leaf.payload, `${which} has another payload than its leaf`);
  matches(
    contentHash(bytes, payload, metadata).toString('hex') === leaf.content,
    `${which} has another payload or other metadata than its leaf`,
  );
  const parsed = parsedJson(metadata);
  matches(isMetadata(parsed), `${which} has metadata that cannot be read`);
  const { actor, legalBasis, ...rest } = parsed;
  const stated = [rest.correlationId, rest.causationId, actor.person, actor.role, legalBasis, rest.occurredAt, rest.rulePackage];
  const leafs = [leaf.correlation, leaf.cause, leaf.actor.person, leaf.actor.role, leaf.provisions, leaf.effective, leaf.rules.id];
  matches(canonicalJson(stated) === canonicalJson(leafs), `the leaf of ${which} says something else than its metadata`);
};

const parsedJson = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
};
