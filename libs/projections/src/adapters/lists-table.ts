import { hash } from 'node:crypto';
import type { Subject } from '@minglu/dossier';
import { textArray } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';
import { AUDIENCES, listedFor, NO_DEADLINE, type ListedDossier } from '../listing.js';
import type { Visibility } from '../visibility.js';
import type { Change } from './change.js';
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
  let key = '';
  for (const letter of inPinyin(name)) {
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
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Writes the rows of the lists that have changed. A dossier never leaves the lists of an audience, since a public fact stays public. */
export const writeLists = async (schema: string, tx: PoolClient, changes: readonly Change<DossierView>[]): Promise<void> => {
  const opened = changes.filter(({ before }) => before === undefined).map(({ after }) => after.state.subject!);
  if (opened.length > 0) {
    const places = [...new Map(opened.map((subject) => [placeOf(subject), subject]))];
    const column = (field: 'programme' | 'applicant' | 'applicantName' | 'cityCode' | 'provinceCode') =>
      textArray(places.map(([, subject]) => subject[field]));
    await tx.query(
      `INSERT INTO ${schema}.places (place, programme, applicant, applicant_name, city_code, province_code)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) ON CONFLICT DO NOTHING`,
      [
        textArray(places.map(([place]) => place)),
        column('programme'),
        column('applicant'),
        column('applicantName'),
        column('cityCode'),
        column('provinceCode'),
      ],
    );
  }
  const moved: { readonly listed: ListedDossier; readonly former: ListedDossier | undefined; readonly place: string }[] = [];
  for (const { before, after } of changes) {
    const was = before && rowsOf(before);
    // The record of the opening stays: a later event may repeat the subject in other words.
    const place = placeOf(before?.state.subject ?? after.state.subject!);
    for (const [audience, listed] of rowsOf(after)) {
      const former = was?.get(audience);
      if (!isSame(former, listed)) moved.push({ listed, former, place });
    }
  }
  if (moved.length === 0) return;
  await tx.query(
    `INSERT INTO ${schema}.listed (audience, case_id, place, status, name, opened, changed, position, next_deadline, tags, panel)
     SELECT audience, case_id, place, status, name, opened, changed, position, next_deadline,
            ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)), ARRAY(SELECT jsonb_array_elements_text(panel::jsonb))
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::text[])
          AS n(audience, case_id, place, status, name, opened, changed, position, next_deadline, tags, panel)
     ON CONFLICT (audience, case_id) DO UPDATE SET status = EXCLUDED.status, name = EXCLUDED.name, opened = EXCLUDED.opened,
       changed = EXCLUDED.changed, position = EXCLUDED.position, next_deadline = EXCLUDED.next_deadline, tags = EXCLUDED.tags, panel = EXCLUDED.panel`,
    [
      textArray(moved.map(({ listed }) => listed.audience)),
      textArray(moved.map(({ listed }) => listed.caseId)),
      textArray(moved.map(({ place }) => place)),
      textArray(moved.map(({ listed }) => listed.status)),
      textArray(moved.map(({ listed }) => sortName(listed.name))),
      textArray(moved.map(({ listed }) => listed.opened)),
      textArray(moved.map(({ listed }) => listed.changed)),
      moved.map(({ listed }) => listed.position),
      textArray(moved.map(({ listed }) => listed.nextDeadline)),
      textArray(moved.map(({ listed }) => JSON.stringify(listed.tags.map((tag) => tagFor(listed.audience, tag))))),
      textArray(moved.map(({ listed }) => JSON.stringify(listed.panel))),
    ],
  );
  await writeTotals(schema, tx, moved);
  const documents = moved.flatMap(({ listed, former }) =>
    listed.documents
      .filter((one) => !former?.documents.includes(one))
      .map((one) => ({ listed, document: plain(one), figures: figuresIn(one) }))
      .filter(({ document }) => document !== ''),
  );
  if (documents.length > 0)
    await tx.query(
      `INSERT INTO ${schema}.documents (audience, case_id, document, figures)
       SELECT audience, case_id, document, ARRAY(SELECT jsonb_array_elements_text(figures::jsonb))
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS n(audience, case_id, document, figures) ON CONFLICT DO NOTHING`,
      [
        textArray(documents.map(({ listed }) => listed.audience)),
        textArray(documents.map(({ listed }) => listed.caseId)),
        textArray(documents.map(({ document }) => document)),
        textArray(documents.map(({ figures }) => JSON.stringify(figures))),
      ],
    );
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
      const id = JSON.stringify(key);
      const known = changes.get(id) ?? { key, more: 0 };
      known.more += more;
      changes.set(id, known);
    },
    /** In one order, so that two writers never wait for each other. */
    rows: () =>
      [...changes]
        .filter(([, { more }]) => more !== 0)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => row),
  };
};

/** Adds the dossiers that are new in a status or have a new tag, and takes away those that have left it. */
const writeTotals = async (
  schema: string,
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
  for (const [table, key, rows] of [
    ['totals', 'audience', totals.rows()],
    ['tag_totals', 'tag', tagged.rows()],
  ] as const) {
    if (rows.length === 0) continue;
    const column = (index: number) => textArray(rows.map(({ key: values }) => values[index]!));
    await tx.query(
      `INSERT INTO ${schema}.${table} AS known (${key}, place, status, dossiers) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[])
       ON CONFLICT (${key}, place, status) DO UPDATE SET dossiers = known.dossiers + EXCLUDED.dossiers`,
      [column(0), column(1), column(2), rows.map(({ more }) => more)],
    );
  }
  const left = tagged.rows().filter(({ more }) => more < 0);
  if (left.length === 0) return;
  const column = (index: number) => textArray(left.map(({ key }) => key[index]!));
  // Without a row for each day that a deadline ever had.
  await tx.query(
    `DELETE FROM ${schema}.tag_totals t USING unnest($1::text[], $2::text[], $3::text[]) AS n(tag, place, status)
     WHERE t.tag = n.tag AND t.place = n.place AND t.status = n.status AND t.dossiers = 0`,
    [column(0), column(1), column(2)],
  );
};
