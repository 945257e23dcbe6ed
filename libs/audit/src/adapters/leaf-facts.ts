import type { Pool, PoolClient } from 'pg';
import type { Epoch } from '@minglu/event-store';

type FactKind = 'epoch' | 'rules' | 'schema';
/** A fact that leaves name from an index on: the epoch of the log, or the hash of a rule package or a schema. */
export interface LeafFact {
  readonly kind: FactKind;
  /** Of the rule package, or type and version of the schema; empty for an epoch. */
  readonly name: string;
  /** `number/after` of an epoch; otherwise a SHA-256 in hexadecimal. */
  readonly value: string;
  readonly first: number;
}

/** The facts of leaves as far as they are known, and those that new leaves add. */
export interface LeafFacts {
  /** The value for the leaf at an index; undefined if none is known. */
  readonly at: (kind: FactKind, name: string, index: number) => string | undefined;
  /** Says a fact of the leaf at an index, the next of the tree. */
  readonly say: (kind: FactKind, name: string, value: string, index: number) => void;
  /** The facts said since the last call. */
  readonly takeNew: () => readonly LeafFact[];
}

const leafFacts = (stored: readonly LeafFact[]): LeafFacts => {
  const byName = new Map<string, LeafFact[]>();
  const keep = (fact: LeafFact): void => {
    const key = `${fact.kind} ${fact.name}`;
    const known = byName.get(key);
    if (known) known.push(fact);
    else byName.set(key, [fact]);
  };
  stored.forEach(keep);
  let fresh: LeafFact[] = [];
  const at: LeafFacts['at'] = (kind, name, index) => byName.get(`${kind} ${name}`)?.findLast(({ first }) => first <= index)?.value;
  return {
    at,
    say: (kind, name, value, first) => {
      if (at(kind, name, first) === value) return;
      const fact = { kind, name, value, first };
      keep(fact);
      fresh.push(fact);
    },
    takeNew: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
};

export const loadFacts = async (pool: Pool): Promise<LeafFacts> => {
  const { rows } = await pool.query<Omit<LeafFact, 'first'> & { first: string }>(
    'SELECT kind, name, value, first::text FROM audit.leaf_facts fact ORDER BY fact.first',
  );
  return leafFacts(rows.map((row) => ({ ...row, first: Number(row.first) })));
};

export const storeFacts = async (tx: PoolClient, facts: readonly LeafFact[]): Promise<void> => {
  if (facts.length === 0) return;
  await tx.query(
    'INSERT INTO audit.leaf_facts (kind, name, value, first) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])',
    [facts.map(({ kind }) => kind), facts.map(({ name }) => name), facts.map(({ value }) => value), facts.map(({ first }) => first)],
  );
};

export const epochValue = ({ epoch, after }: Pick<Epoch, 'epoch' | 'after'>): string => `${epoch}/${after}`;
export const epochIn = (value: string): Pick<Epoch, 'epoch' | 'after'> => {
  const [epoch, after] = value.split('/').map(Number);
  return { epoch: epoch!, after: after! };
};
