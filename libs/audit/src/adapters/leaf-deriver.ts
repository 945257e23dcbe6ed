import { metadataIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import { encodeLeaf, leafOf } from '../index.js';
import type { NamedFiles } from './attachments.js';
import { TreeFault } from './tree-fault.js';
import { epochIn, type LeafFacts } from './leaf-facts.js';

/** The facts that a leaf names and its row lacks. */
export interface LeafSources {
  /** The stream whose version metadata name as `calendarVersion`. */
  readonly calendarStream: string;
  /** SHA-256, in hexadecimal, of a rule package and of the schema of an event, as this release has them. */
  readonly rulesHash: (rulePackage: string) => string;
  readonly schemaHash: (type: string, version: number) => string;
  /** The digests (SHA-256) of the files that an event names, and whether a sealed list names them. */
  readonly filesOf: (event: StoredEvent) => readonly { readonly sha256: string; readonly sealed: boolean }[];
  /** Those of the files that the store knows. */
  readonly storedFiles: (digests: readonly string[]) => Promise<ReadonlyMap<string, { readonly sm3: string; readonly size: number }>>;
}

export const schemaName = ({ type, schemaVersion }: Pick<StoredEvent, 'type' | 'schemaVersion'>): string => `${type}/${schemaVersion}`;

/** The content hash of the calendar event of each version, in hexadecimal. */
export const calendarHashes = (log: Pick<EventStore, 'readStream'>, calendarStream: string) => {
  const known = new Map<number, string>();
  return async (version: number | null): Promise<string | null> => {
    if (version === null) return null;
    const before = known.get(version);
    if (before !== undefined) return before;
    const [event] = await log.readStream(calendarStream, version - 1, version);
    if (!event) throw new Error(`the calendar has no version ${version}`);
    const hash = Buffer.from(event.contentHash).toString('hex');
    known.set(version, hash);
    return hash;
  };
};

/**
 * Derives the bytes of the leaf of an event. The facts must be known. `previous`: leaf hash of the event before it in its stream.
 *
 * @param attachmentsAt the files that the leaf at an index names
 */
export const leafDeriver =
  (facts: Pick<LeafFacts, 'at'>, calendarHash: ReturnType<typeof calendarHashes>, attachmentsAt: (index: number) => NamedFiles) =>
  async (event: StoredEvent, previous: Buffer | null): Promise<Buffer> => {
    const metadata = metadataIn(event);
    const index = event.position - 1;
    const fact = (kind: Parameters<LeafFacts['at']>[0], name: string): string => {
      const value = facts.at(kind, name, index);
      if (value === undefined) throw new TreeFault(event.position, `no ${kind} ${name} is known for its leaf`);
      return value;
    };
    const files = attachmentsAt(index);
    return encodeLeaf(
      leafOf(event, metadata, {
        epoch: epochIn(fact('epoch', '')),
        previous: previous === null ? null : previous.toString('hex'),
        rulesHash: fact('rules', metadata.rulePackage),
        calendarHash: await calendarHash(metadata.calendarVersion),
        schemaHash: fact('schema', schemaName(event)),
        attachments: [...files.open],
        sealedFiles: [...files.sealed],
      }),
    );
  };
