import { setImmediate as turn } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { inclusionProof, mapKey, sha256, sm3, type Hasher, type LeafProof, type MapProof, type ReadNodes } from '../index.js';
import { checkpointsAfter, readCheckpoint } from './checkpoint-table.js';
import { cosignedNote } from './cosignatures.js';
import { gathered } from './gathered-reads.js';
import { mapProofOf } from './map-nodes.js';
import { leafReader } from './leaf-reader.js';
import { nodeReader } from './tree-tables.js';

/** The signed heads of all events up to a size. */
export interface ProvenHead {
  readonly size: number;
  /** Signed notes, those of the trees with their cosignatures. */
  readonly checkpoint: string;
  readonly sm3Checkpoint: string;
  readonly mapHead: string;
  readonly mapRoot: Buffer;
}

/** A stream up to a head, with the proofs that its events are in the trees and that there are no others. */
export interface ProvenStream {
  readonly events: readonly {
    readonly event: StoredEvent;
    readonly leaf: Buffer;
    readonly proof: LeafProof;
    readonly sm3Proof: LeafProof;
  }[];
  readonly mapProof: MapProof;
}

/** Reads streams for evidence packages. */
export interface ProvenStreams {
  /** The first head that covers a position; null while there is none. */
  readonly headFor: (position: number) => Promise<ProvenHead | null>;
  /** A stream that does not exist has no events, and the proof of that. */
  readonly stream: (streamId: string, head: ProvenHead, signal?: AbortSignal) => Promise<ProvenStream>;
}

interface Options {
  /** With the rights of `minglu_audit`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readStream'>;
  readonly calendarStream: string;
}

/** Proofs that are made before other callers get a turn. */
const AT_ONCE = 64;

export const provenStreams = ({ pool, log, calendarStream }: Options): ProvenStreams => ({
  headFor: async (position) => {
    const [head] = await checkpointsAfter(pool, 'full', position - 1, 1);
    if (!head) return null;
    const [second, map] = [await readCheckpoint(pool, 'full-sm3', head.size), await readCheckpoint(pool, 'map', head.size)];
    if (!second || !map) return null;
    return {
      size: head.size,
      checkpoint: await cosignedNote(pool, 'full', head),
      sm3Checkpoint: await cosignedNote(pool, 'full-sm3', second),
      mapHead: map.note,
      mapRoot: map.root,
    };
  },
  stream: async (streamId, { size, mapRoot }, signal) => {
    const events = (await log.readStream(streamId)).filter(({ position }) => position <= size);
    const leaves = await (await leafReader({ pool, log, calendarStream }))(events);
    const readers = [sha256, sm3].map((hasher) => [hasher, gathered(nodeReader(pool, 'full', hasher))] as const);
    const prove = async ([hasher, read]: readonly [Hasher, ReadNodes], { position }: StoredEvent): Promise<LeafProof> => {
      const index = BigInt(position - 1);
      return { index, proof: await inclusionProof(hasher, index, BigInt(size), read) };
    };
    const proven: ProvenStream['events'][number][] = [];
    for (let from = 0; from < events.length; from += AT_ONCE) {
      signal?.throwIfAborted();
      const part = events.slice(from, from + AT_ONCE).map(async (event, n) => {
        const [proof, sm3Proof] = await Promise.all(readers.map((reader) => prove(reader, event)));
        return { event, leaf: leaves[from + n]!, proof: proof!, sm3Proof: sm3Proof! };
      });
      proven.push(...(await Promise.all(part)));
      await turn();
    }
    return { events: proven, mapProof: await mapProofOf(pool, mapRoot, mapKey(sha256, streamId)) };
  },
});
