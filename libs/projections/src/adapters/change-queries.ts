import type { Actor, Instant } from '@minglu/kernel';
import type { DataSource } from 'typeorm';
import { seesAll, type Visibility, type VisibleDossier } from '../visibility.js';
import { levelOf } from './changes-table.js';
import { NO_PARTY, type Part } from './dossier-lists.js';

/** Where a caller stands: at a change that he sees, or before the first one. */
export interface ChangePlace {
  /** Number of that change; 0 before the first one. */
  readonly number: number;
  /** Over all changes that his kind of caller sees, up to that one. */
  readonly chain: string;
  /** The place of its event in the log. */
  readonly position: number;
  readonly hash: string;
  /** Only changes recorded at this instant or later; null for all. */
  readonly since: Instant | null;
}

/** A change of a case, as one caller sees it. */
export interface Change extends Pick<VisibleDossier, 'caseId' | 'titleId' | 'programme' | 'applicantName'> {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  /** The status after the event. */
  readonly status: VisibleDossier['status'];
  /** The number of the event in the history that the caller sees. */
  readonly version: number;
}
export interface PlacedChange {
  readonly change: Change;
  readonly place: ChangePlace;
}
interface ChangePage {
  readonly items: readonly PlacedChange[];
  readonly upTo: ChangePlace;
  readonly isFull: boolean;
  /** The last number of all when the page was read. */
  readonly head: number;
}

/** The changes got other numbers since a caller got his place. Those that he has seen may be in another order now. */
export class ChangesRenumbered extends Error {}

/** Changes of the cases that a caller may see, in the order in which the read model learned of them. */
export interface ChangeQueries {
  /** The place of the last change that a caller sees; with `since` the beginning of all that was recorded from then on. */
  readonly begin: (viewer: Actor, since: Instant | null) => Promise<ChangePlace>;
  /** At most `limit` changes behind a place. Rejects with {@link ChangesRenumbered}. */
  readonly read: (viewer: Actor, from: ChangePlace, limit: number) => Promise<ChangePage>;
  /** The last of the changes that a caller sees and that the log had up to a position; null without one. */
  readonly recordedBy: (viewer: Actor, position: number) => Promise<Instant | null>;
  /** The last number of all. */
  readonly head: () => Promise<number>;
}

interface Row {
  readonly number: string;
  readonly level: number;
  readonly case_id: string;
  readonly position: string;
  readonly hash: string;
  readonly event_id: string;
  readonly type: string;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly status: Readonly<Record<Visibility, VisibleDossier['status'] | null>>;
  readonly version: Readonly<Record<Visibility, number>>;
  readonly chain: string;
}

const BEGINNING = { number: 0, chain: '', position: 0, hash: '' } as const;

/** The chain by which a caller's place is compared. It is the same for all whom one may become: an expert is a party while he sits on a panel. */
const chainOf = (viewer: Actor): Visibility =>
  seesAll(viewer) ? 'all' : viewer.role !== 'expert' && NO_PARTY.includes(viewer.role) ? 'public' : 'party';

interface Sources {
  /** The parts of all cases that a caller sees now. */
  readonly parts: (viewer: Actor) => Promise<readonly Part[]>;
  /** These cases as a caller sees them now, with the audience to which he belongs. A case that he may not know is missing. */
  readonly shown: (
    viewer: Actor,
    caseIds: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly audience: Visibility; readonly dossier: Omit<VisibleDossier, 'plans'> }>>;
}

export const changeQueries = (source: DataSource, { parts, shown }: Sources): ChangeQueries => {
  const head = async (): Promise<number> => {
    const [counter] = await source.query<[{ last: string }]>('SELECT last FROM query.change_counter');
    return Number(counter.last);
  };

  /** The rows of the parts that fit a condition, in order. `condition`: on `c`, with the first parameters. */
  const rowsOf = async (
    viewer: Actor,
    condition: string,
    values: readonly unknown[],
    way: 'ASC' | 'DESC',
    limit: number,
  ): Promise<readonly Row[]> => {
    const all: unknown[] = [...values];
    const add = (value: unknown): string => `$${all.push(value)}`;
    const size = add(limit);
    const chain = chainOf(viewer);
    const columns = `c.number, c.level, c.case_id, c.position, encode(c.hash, 'hex') AS hash, c.event_id, c.type, c.occurred_at, c.recorded_at,
      json_build_object('all', c.all_status, 'party', c.party_status, 'public', c.public_status) AS status,
      json_build_object('all', c.all_version, 'party', c.party_version, 'public', c.public_version) AS version, encode(c.${chain}_chain, 'hex') AS chain`;
    const select = (more: string) =>
      `(SELECT ${columns} FROM query.changes c WHERE ${condition} AND ${more} ORDER BY c.number ${way} LIMIT ${size})`;
    const own = await parts(viewer);
    const excluded = own.flatMap(({ audience, places }) => (audience === 'party' ? (places ?? []) : []));
    const texts = own.map(({ audience, places, cases }) => {
      const level = `c.level <= ${levelOf(audience)}`;
      // A row for each place or case of a party: so each finds its first rows in the index.
      if (audience === 'party') {
        const [column, ids] = cases ? (['case_id', cases.ids] as const) : (['place', places ?? []] as const);
        return `SELECT p.* FROM unnest(${add(ids)}::text[]) AS one(id), LATERAL ${select(`${level} AND c.${column} = one.id`)} p`;
      }
      const others = [
        ...(excluded.length > 0 ? [`NOT c.place = ANY(${add(excluded)}::text[])`] : []),
        ...(cases ? [`NOT c.case_id = ANY(${add(cases.ids)}::text[])`] : []),
      ];
      // The level of the public as its index has it.
      return select([audience === 'public' ? 'c.level = 0' : level, ...others].join(' AND '));
    });
    if (texts.length === 0) return [];
    return source.query<Row[]>(`SELECT * FROM (${texts.join(' UNION ALL ')}) c ORDER BY c.number ${way} LIMIT ${size}`, all);
  };
  /** All changes that were recorded since an instant have a higher number than this. */
  const beforeFirst = async (since: Instant, last: number): Promise<number> => {
    const [first] = await source.query<{ number: string }[]>(
      'SELECT number FROM query.changes WHERE reached >= $1::timestamptz ORDER BY reached, number LIMIT 1',
      [since],
    );
    return first ? Number(first.number) - 1 : last;
  };
  const placeOf = ({ number, chain, position, hash }: Row, since: Instant | null): ChangePlace => ({
    number: Number(number),
    chain,
    position: Number(position),
    hash,
    since,
  });

  const check = async (viewer: Actor, { number, chain, position }: ChangePlace): Promise<void> => {
    if (number === 0) return;
    const [row] = await source.query<{ chain: string | null; position: string }[]>(
      `SELECT encode(${chainOf(viewer)}_chain, 'hex') AS chain, position FROM query.changes WHERE number = $1`,
      [number],
    );
    if (row?.chain !== chain || Number(row.position) !== position) throw new ChangesRenumbered();
  };

  return {
    head,
    begin: async (viewer, since) => {
      if (since !== null) return { ...BEGINNING, since };
      const [last] = await rowsOf(viewer, 'true', [], 'DESC', 1);
      return last ? placeOf(last, null) : { ...BEGINNING, since };
    },
    recordedBy: async (viewer, position) => {
      const [last] = await rowsOf(viewer, 'c.position <= $1', [position], 'DESC', 1);
      return last?.recorded_at.toISOString() ?? null;
    },
    read: async (viewer, from, limit) => {
      // The head first: all up to it is committed, also in the tables that are read next.
      const upTo = await head();
      const after = from.number === 0 && from.since !== null ? await beforeFirst(from.since, upTo) : from.number;
      const condition = `c.number > $1 AND c.number <= $2 AND c.recorded_at >= coalesce($3::timestamptz, '-infinity')`;
      const rows = await rowsOf(viewer, condition, [after, upTo, from.since], 'ASC', limit);
      const dossiers = await shown(viewer, [...new Set(rows.map(({ case_id }) => case_id))]);
      // After the rows were read: they have the numbers that this compares.
      await check(viewer, from);
      const items = rows.flatMap((row): readonly PlacedChange[] => {
        const seen = dossiers.get(row.case_id);
        const status = seen && row.status[seen.audience];
        // The rule of visibility decides; the parts only find the rows.
        if (!seen || !status || row.level > levelOf(seen.audience)) return [];
        const { caseId, titleId, programme, applicantName } = seen.dossier;
        const change = {
          caseId,
          titleId,
          programme,
          applicantName,
          eventId: row.event_id,
          type: row.type,
          occurredAt: row.occurred_at.toISOString(),
          recordedAt: row.recorded_at.toISOString(),
          status,
          version: row.version[seen.audience],
        };
        return [{ change, place: placeOf(row, from.since) }];
      });
      const last = rows.at(-1);
      return { items, upTo: last ? placeOf(last, from.since) : from, isFull: rows.length === limit, head: upTo };
    },
  };
};
