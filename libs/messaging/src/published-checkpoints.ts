import type { Kafka, TopicMessages } from 'kafkajs';
import type { Pool } from 'pg';
import type { PublicKeys, SigningKey } from './record-keys.js';
import { isSignedBy, signRecords } from './record-signature.js';
import { eachRecord, topicEnds, type Range } from './topic-reading.js';
import type { TopicNames } from './topics.js';

/** A signed head of a tree of the transparency log, as it is stored. */
export interface CheckpointToPublish {
  readonly tree: string;
  readonly size: number;
  readonly root: Buffer;
  /** A C2SP signed note. */
  readonly note: string;
  readonly signedAt: Date;
}

/** The stored checkpoints of a tree, in the order of their signing. */
export interface CheckpointSource {
  /** Those above a size. */
  readonly after: (tree: string, size: number, limit: number) => Promise<readonly CheckpointToPublish[]>;
  /** Those signed after an instant. */
  readonly signedAfter: (tree: string, instant: Date, limit: number) => Promise<readonly CheckpointToPublish[]>;
  readonly has: (tree: string, size: number, root: Buffer) => Promise<boolean>;
}

interface Sent {
  readonly tree: string;
  readonly size: number;
  readonly root: Buffer;
  readonly signedAt: Date;
  /** The end of the topic after it. */
  readonly next: bigint;
}

/** The trees over public events, which everyone may know, and those over all events. */
const PUBLIC_TREES = ['public', 'public-sm3'];
const FULL_TREES = ['full', 'full-sm3', 'map'];
/** Checkpoints of a tree in one request. */
const BATCH = 100;

interface PublishedCheckpointsOptions {
  readonly kafka: Kafka;
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly topics: TopicNames;
  readonly source: CheckpointSource;
  readonly signingKey: SigningKey;
  readonly publicKeys: PublicKeys;
}

/**
 * Sends the checkpoints of the transparency log. Those of the public trees go to the topic of watermarks. Those of the full trees and the map
 * go to a topic that only checkers may read. Those of a tree go in order and once. A publisher that was killed after it has sent some, and before it
 * noted so, finds them on the topic.
 */
export const publishedCheckpoints = ({ kafka, pool, topics, source, signingKey, publicKeys }: PublishedCheckpointsOptions) => {
  const topicOf = (tree: string): string => (PUBLIC_TREES.includes(tree) ? topics.checkpoints : topics.fullCheckpoints);
  const isSigned = isSignedBy(publicKeys, 'checkpoint');
  let isDoubted = true;

  const sentOf = async (): Promise<ReadonlyMap<string, Sent>> => {
    const { rows } = await pool.query<Omit<Sent, 'size' | 'next'> & { readonly size: string; readonly next: string }>(
      'SELECT tree, size::text, root, signed_at AS "signedAt", next::text FROM publisher.checkpoints',
    );
    return new Map(rows.map((row) => [row.tree, { ...row, size: Number(row.size), next: BigInt(row.next) }]));
  };
  const note = async (all: readonly Sent[]): Promise<void> => {
    await pool.query(
      `INSERT INTO publisher.checkpoints (tree, size, root, signed_at, next)
       SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::timestamptz[], $5::bigint[])
       ON CONFLICT (tree) DO UPDATE SET size = EXCLUDED.size, root = EXCLUDED.root, signed_at = EXCLUDED.signed_at, next = EXCLUDED.next`,
      [
        all.map(({ tree }) => tree),
        all.map(({ size }) => size),
        all.map(({ root }) => root),
        all.map(({ signedAt }) => signedAt),
        all.map(({ next }) => String(next)),
      ],
    );
  };

  /** Notes the checkpoints that are on the topics beyond the places that were noted. */
  const catchUp = async (): Promise<void> => {
    const sent = await sentOf();
    for (const [topic, trees] of [[topics.checkpoints, PUBLIC_TREES] as const, [topics.fullCheckpoints, FULL_TREES] as const]) {
      const nexts = trees.map((tree) => sent.get(tree)?.next ?? 0n);
      const from = nexts.reduce((most, one) => (one > most ? one : most), 0n);
      // Each has one partition.
      const ends = (await topicEnds(kafka, [topic])).map((end) => ({ ...end, from: from < end.end ? from : end.end }));
      if (ends.length === 0) throw new Error(`the topic ${topic} is missing: npm run kafka -- topics makes it`);
      // The checkpoints of a new topic are sent again.
      if (ends.some(({ end }) => end < from)) {
        await pool.query('DELETE FROM publisher.checkpoints WHERE tree = ANY($1)', [trees]);
        continue;
      }
      const found = new Map<string, Sent>();
      await eachRecord(kafka, ends, async ({ message }) => {
        const [tree, size, signedAt] = ['tree', 'size', 'signedat'].map((name) => String(message.headers?.[name] ?? ''));
        if (!trees.includes(tree!) || !isSigned(message)) return;
        const root = Buffer.from(String(message.headers?.['root']), 'base64');
        found.set(tree!, { tree: tree!, size: Number(size), root, signedAt: new Date(signedAt!), next: BigInt(message.offset) + 1n });
      });
      if (found.size > 0) await note([...found.values()]);
    }
  };

  /** The next ones of a tree. After a restore the last one that was sent may be of a branch that is no more. */
  const nextOf = async (tree: string, last: Sent | undefined): Promise<readonly CheckpointToPublish[]> => {
    if (!last) return source.after(tree, 0, BATCH);
    return (await source.has(tree, last.size, last.root))
      ? source.after(tree, last.size, BATCH)
      : source.signedAfter(tree, last.signedAt, BATCH);
  };

  return {
    /** The next call of `publish` looks at the topics first. */
    doubt: (): void => void (isDoubted = true),
    /**
     * Sends the new ones. Resolves to whether there is more.
     *
     * @param send resolves when the brokers have acknowledged
     */
    publish: async (send: (messages: TopicMessages[]) => Promise<readonly Range[]>): Promise<boolean> => {
      if (isDoubted) await catchUp();
      isDoubted = false;
      const sent = await sentOf();
      let isMore = false;
      for (const tree of [...FULL_TREES, ...PUBLIC_TREES]) {
        const next = await nextOf(tree, sent.get(tree));
        const last = next.at(-1);
        if (!last) continue;
        isMore ||= next.length === BATCH;
        const topic = topicOf(tree);
        const records = next.map((one) => ({ key: originIn(one.note), value: one.note, headers: headersOf(one) }));
        const written = await send([{ topic, messages: signRecords(records, 'checkpoint', signingKey) }]);
        const end = written.find((range) => range.topic === topic)!.end;
        await note([{ tree, size: last.size, root: last.root, signedAt: last.signedAt, next: end }]);
      }
      return isMore;
    },
  };
};

/** The first line of a note: the name of the tree. */
const originIn = (text: string): string => text.slice(0, text.indexOf('\n'));
const headersOf = ({ tree, size, root, signedAt }: CheckpointToPublish): Readonly<Record<string, string>> => ({
  'content-type': 'text/plain; charset=utf-8',
  tree,
  size: String(size),
  root: root.toString('base64'),
  signedat: signedAt.toISOString(),
});
