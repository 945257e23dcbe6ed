import { hash } from 'node:crypto';
import type { Subject } from '@minglu/dossier';
import { textArray } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';
import { AUDIENCES, listedFor, NO_DEADLINE, type ListedDossier } from '../listing.js';
import type { Visibility } from '../visibility.js';
import type { Change } from './change.js';
import type { RowWriter, TableShape, WriteShared } from './row-writer.js';
import { figuresIn, inPinyin, plain } from './search-words.js';

/** The bytes of a sort key that a cursor has room for. */
const KEY_BYTES = 64;

/** The key of whom a dossier is about, as recorded when it opened. */
const placeOf = ({ programme, applicant, applicantName, cityCode, provinceCode }: Subject): string =>
  hash('sha256', JSON.stringify([programme, applicant, applicantName, cityCode, provinceCode])).slice(0, 16);

/** A tag as it is stored: with its audience, so that the index finds the rows of one audience alone. */
export const tagFor = (audience: Visibility, tag: string): string => `${audience}/${tag}`;

/** The name by which a list sorts: in pinyin, as long as a cursor has room for it. */
const sortName = (name: string): string => {
  const whole = inPinyin(name);
  if (Buffer.byteLength(whole) <= KEY_BYTES) return whole;
  let key = '';
  for (const letter of whole) {
    if (Buffer.byteLength(key + letter) > KEY_BYTES) break;
    key += letter;
  }
  return key;
};

/** The rows of views that were written: the next event of the same dossier compares with them. */
const known = new WeakMap<DossierView, ReadonlyMap<string, ListedDossier>>();
const rowsOf = (view: DossierView): ReadonlyMap<string, ListedDossier> => {
  const rows =
    known.get(view) ??
    new Map(AUDIENCES.flatMap((audience) => [listedFor(audience, view) ?? []].flat()).map((listed) => [listed.audience, listed]));
  known.set(view, rows);
  return rows;
};
const isSame = (former: ListedDossier | undefined, listed: ListedDossier): boolean =>
  former !== undefined && JSON.stringify(former) === JSON.stringify(listed);

const PLACES: TableShape = {
  table: 'places',
  columns: { place: 'text', programme: 'text', applicant: 'text', applicant_name: 'text', city_code: 'text', province_code: 'text' },
  onConflict: 'DO NOTHING',
};
const LISTED: TableShape = {
  table: 'listed',
  columns: {
    audience: 'text',
    case_id: 'text',
    place: 'text',
    status: 'text',
    name: 'text',
    opened: 'text',
    changed: 'text',
    position: 'bigint',
    next_deadline: 'text',
    tags: 'text[]',
    panel: 'text[]',
  },
  onConflict: `(audience, case_id) DO UPDATE SET status = EXCLUDED.status, name = EXCLUDED.name, opened = EXCLUDED.opened,
       changed = EXCLUDED.changed, position = EXCLUDED.position, next_deadline = EXCLUDED.next_deadline, tags = EXCLUDED.tags, panel = EXCLUDED.panel`,
};
const DOCUMENTS: TableShape = {
  table: 'documents',
  columns: { audience: 'text', case_id: 'text', document: 'text', figures: 'text[]' },
  onConflict: 'DO NOTHING',
};

/**
 * Writes the rows of the lists that have changed. A dossier never leaves the lists of an audience, since a public fact stays public.
 * Resolves to the writing of the rows that many dossiers share.
 */
export const writeLists = async (to: RowWriter, tx: PoolClient, changes: readonly Change<DossierView>[]): Promise<WriteShared> => {
  const places = new Map<string, Subject>();
  const moved: { readonly listed: ListedDossier; readonly former: ListedDossier | undefined; readonly place: string }[] = [];
  for (const { before, after } of changes) {
    const was = before && rowsOf(before);
    // The record of the opening stays: a later event may repeat the subject in other words.
    const subject = before?.state.subject ?? after.state.subject!;
    const place = placeOf(subject);
    if (before === undefined) places.set(place, subject);
    for (const [audience, listed] of rowsOf(after)) {
      const former = was?.get(audience);
      if (!isSame(former, listed)) moved.push({ listed, former, place });
    }
  }
  await to.write(
    tx,
    LISTED,
    moved.map(({ listed, place }) => [
      listed.audience,
      listed.caseId,
      place,
      listed.status,
      sortName(listed.name),
      listed.opened,
      listed.changed,
      listed.position,
      listed.nextDeadline,
      listed.tags.map((tag) => tagFor(listed.audience, tag)),
      listed.panel,
    ]),
  );
  const documents = new Map<string, readonly [string, string, string, readonly string[]]>();
  for (const { listed, former } of moved)
    for (const one of listed.documents) {
      const document = plain(one);
      const key = `${listed.audience} ${listed.caseId} ${document}`;
      if (document !== '' && !former?.documents.includes(one) && !documents.has(key))
        documents.set(key, [listed.audience, listed.caseId, document, figuresIn(one)]);
    }
  await to.write(tx, DOCUMENTS, [...documents.values()]);
  return async () => {
    // In one order, as the totals, so that two writers never wait for each other.
    const sorted = [...places].sort(([a], [b]) => (a < b ? -1 : 1));
    await to.write(
      tx,
      PLACES,
      sorted.map(([place, one]) => [place, one.programme, one.applicant, one.applicantName, one.cityCode, one.provinceCode]),
    );
    await writeTotals(to, tx, moved);
  };
};

/** The tag of the next deadline. It is in the totals alone. */
export const dueTag = (day: string): string => `due:${day}`;
/** The tag of a dossier with an open deadline. It is in the totals alone. */
export const OPEN_DEADLINE = 'open-deadline';
/** The tags by which dossiers are counted. That of a title has one dossier. */
const countedTags = ({ audience, tags, nextDeadline }: ListedDossier): readonly string[] =>
  [
    ...new Set(tags.filter((tag) => !tag.startsWith('title:'))),
    dueTag(nextDeadline),
    ...(nextDeadline < NO_DEADLINE ? [OPEN_DEADLINE] : []),
  ].map((tag) => tagFor(audience, tag));

/** A change of a number of dossiers, by the columns of its key. */
const tally = () => {
  const changes = new Map<string, { readonly key: readonly string[]; more: number }>();
  return {
    add: (key: readonly string[], more: number): void => {
      const id = key.join('\0');
      const known = changes.get(id);
      if (known) known.more += more;
      else changes.set(id, { key, more });
    },
    /** In one order, so that two writers never wait for each other. */
    rows: () =>
      [...changes]
        .filter(([, { more }]) => more !== 0)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => row),
  };
};

const TOTALS: TableShape = {
  table: 'totals',
  columns: { audience: 'text', place: 'text', status: 'text', dossiers: 'int' },
  onConflict: '(audience, place, status) DO UPDATE SET dossiers = known.dossiers + EXCLUDED.dossiers',
};
const TAG_TOTALS: TableShape = {
  table: 'tag_totals',
  columns: { tag: 'text', place: 'text', status: 'text', dossiers: 'int' },
  onConflict: '(tag, place, status) DO UPDATE SET dossiers = known.dossiers + EXCLUDED.dossiers',
};

/** Adds the dossiers that are new in a status or have a new tag, and takes away those that have left it. */
const writeTotals = async (
  to: RowWriter,
  tx: PoolClient,
  moved: readonly { readonly listed: ListedDossier; readonly former: ListedDossier | undefined; readonly place: string }[],
): Promise<void> => {
  const [totals, tagged] = [tally(), tally()];
  const count = (listed: ListedDossier, place: string, more: number): void => {
    totals.add([listed.audience, place, listed.status], more);
    for (const tag of countedTags(listed)) tagged.add([tag, place, listed.status], more);
  };
  for (const { listed, former, place } of moved) {
    if (former) count(former, place, -1);
    count(listed, place, 1);
  }
  const rowsOfTags = tagged.rows();
  for (const [shape, rows] of [
    [TOTALS, totals.rows()],
    [TAG_TOTALS, rowsOfTags],
  ] as const)
    await to.write(
      tx,
      shape,
      rows.map(({ key, more }) => [...key, more]),
    );
  const left = rowsOfTags.filter(({ more }) => more < 0);
  if (left.length === 0) return;
  const column = (index: number) => textArray(left.map(({ key }) => key[index]!));
  // Without a row for each day that a deadline ever had.
  await tx.query(
    `DELETE FROM ${to.schema}.tag_totals t USING unnest($1::text[], $2::text[], $3::text[]) AS n(tag, place, status)
     WHERE t.tag = n.tag AND t.place = n.place AND t.status = n.status AND t.dossiers = 0`,
    [column(0), column(1), column(2)],
  );
};
