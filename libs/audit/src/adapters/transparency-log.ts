import type { Pool } from 'pg';
import type { EventStore } from '@minglu/event-store';
import { consistencyProof, formatTlogProof, inclusionProof, mapKey, sha256, type Hasher, type MapProof } from '../index.js';
import { readCheckpoint, type Tree } from './checkpoint-table.js';
import { cosignedNote } from './cosignatures.js';
import { leafReader } from './leaf-reader.js';
import { mapProofOf } from './map-nodes.js';
import { provenPublic, publicIndexOf } from './proven-public.js';
import { readTile } from './tile-reader.js';
import { HASHERS, nodeReader, type LeafLog } from './tree-tables.js';

/** A log and a hash: one tree. */
interface TreeChoice {
  readonly log: LeafLog;
  readonly hash: Hasher['name'];
}
const treeOf = ({ log, hash }: TreeChoice): Exclude<Tree, 'map'> => (hash === 'sm3' ? `${log}-sm3` : log);

/** All leaves of a stream up to a checkpoint, and the proof that there are no others. */
export interface CaseProof {
  readonly stream: string;
  readonly size: number;
  /** The signed notes of the tree and of the map. */
  readonly checkpoint: string;
  readonly map: string;
  /** The bytes of the leaves, which are canonical JSON, from version 1. */
  readonly leaves: readonly string[];
  /** Of the last leaf. */
  readonly inclusion: { readonly index: string; readonly proof: readonly string[] };
  readonly mapProof: {
    readonly siblings: readonly string[];
    readonly end: { readonly key: string; readonly last: string; readonly version: string } | null;
  };
}

/** The transparency log, as readers ask for it. Sizes are those of checkpoints. Null: there is no such checkpoint, leaf or stream. */
export interface TransparencyLog {
  readonly checkpoint: (tree: TreeChoice, size?: number) => Promise<string | null>;
  /** A `.tlog-proof`. @param size by default that of the last checkpoint */
  readonly inclusion: (tree: TreeChoice, index: number, size?: number) => Promise<string | null>;
  /** The index in the public trees of the leaf of an event; null unless it is public and in them. */
  readonly publicIndex: (eventId: string) => Promise<number | null>;
  /** Leaf hashes of the public tree with SHA-256, one in base64 a line, up to the last checkpoint. Null without one. */
  readonly publicLeaves: (from: number, limit: number) => Promise<string | null>;
  /** One hash in base64 a line. */
  readonly consistency: (tree: TreeChoice, from: number, to: number) => Promise<string | null>;
  readonly caseProof: (streamId: string, size?: number) => Promise<CaseProof | null>;
  /** A tile of hashes or leaves of a SHA-256 tree (C2SP tlog-tiles). @param path such as `tile/0/x001/067` */
  readonly tile: (log: LeafLog, path: string) => Promise<Buffer | null>;
}

interface TransparencyLogOptions {
  /** With the rights of `minglu_audit`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readStream' | 'readAll' | 'readPublic'>;
  readonly calendarStream: string;
}

export const transparencyLog = ({ pool, log, calendarStream }: TransparencyLogOptions): TransparencyLog => {
  const hasherOf = ({ hash }: TreeChoice): Hasher => HASHERS.find(({ name }) => name === hash)!;
  const reader = (tree: TreeChoice) => nodeReader(pool, tree.log, hasherOf(tree));

  const checkpoint: TransparencyLog['checkpoint'] = async (choice, size) => {
    const found = await readCheckpoint(pool, treeOf(choice), size);
    return found && cosignedNote(pool, treeOf(choice), found);
  };

  return {
    checkpoint,
    inclusion: async (choice, index, asked) => {
      const found = await readCheckpoint(pool, treeOf(choice), asked);
      if (found === null || index >= found.size) return null;
      const proof = await inclusionProof(hasherOf(choice), BigInt(index), BigInt(found.size), reader(choice));
      return formatTlogProof({ index: BigInt(index), proof, checkpoint: await cosignedNote(pool, treeOf(choice), found) });
    },
    publicIndex: (eventId) => publicIndexOf(pool, eventId),
    publicLeaves: async (from, limit) => {
      const open = provenPublic(pool);
      const head = await open.head();
      return head && lines(await open.leaves(from, limit, head));
    },
    consistency: async (choice, from, to) => {
      const [old, fresh] = [await readCheckpoint(pool, treeOf(choice), from), await readCheckpoint(pool, treeOf(choice), to)];
      if (old === null || fresh === null || from > to) return null;
      const proof = await consistencyProof(hasherOf(choice), BigInt(from), BigInt(to), reader(choice));
      return lines(proof);
    },
    caseProof: async (stream, asked) => {
      const [head, map] = [await readCheckpoint(pool, 'full', asked), await readCheckpoint(pool, 'map', asked)];
      if (head === null || map?.size !== head.size) return null;
      const events = (await log.readStream(stream)).filter(({ position }) => position <= head.size);
      if (events.length === 0) return null;
      const leaves = (await (await leafReader({ pool, log, calendarStream }))(events)).map(String);
      const index = BigInt(events.at(-1)!.position - 1);
      const proof = await inclusionProof(sha256, index, BigInt(head.size), reader({ log: 'full', hash: 'sha256' }));
      return {
        stream,
        size: head.size,
        checkpoint: await cosignedNote(pool, 'full', head),
        map: map.note,
        leaves,
        inclusion: { index: String(index), proof: proof.map(base64) },
        mapProof: shown(await mapProofOf(pool, map.root, mapKey(sha256, stream))),
      };
    },
    tile: (name, path) => readTile({ pool, log, calendarStream }, name, path),
  };
};

/** One hash in base64 a line. */
const lines = (hashes: readonly Buffer[]): string => hashes.map((hash) => `${base64(hash)}\n`).join('');
const base64 = (hash: Buffer): string => hash.toString('base64');

const shown = ({ siblings, end }: MapProof): CaseProof['mapProof'] => ({
  siblings: siblings.map(base64),
  end: end && { key: base64(end.key), last: base64(end.last), version: String(end.version) },
});
