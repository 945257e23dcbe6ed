import { formerNames, subjectOn } from '@minglu/dossier';
import { dayOf, type Actor } from '@minglu/kernel';
import type { DataSource } from 'typeorm';
import type { Tally } from '../campaign-overview.js';
import { NO_DEADLINE } from '../listing.js';
import { seesAll, visibilityOf, type Moment, type Visibility } from '../visibility.js';
import { isId } from './ids.js';
import type { ListFilter, ListPosition, ListQuestion, SortField } from './list-question.js';
import { dueTag, OPEN_DEADLINE, tagFor } from './lists-table.js';
import type { PlacesMemory, RecordedPlace } from './places-memory.js';
import { figuresIn, isFoundBy, isOfDocument, plain } from './search-words.js';

/** The cases of a filter that no column of the lists knows: they follow from other dossiers or from corrections. */
export interface FurtherCases {
  /** Cases whose applicant has a corrected name with these letters, by the audience that sees it. */
  readonly named: (wanted: string) => Promise<Readonly<Record<Visibility, readonly string[]>>>;
  /** City cases with priority for the titled parks of their city. */
  readonly preferred: (places: readonly RecordedPlace[]) => Promise<readonly string[]>;
  /** Cases under review on whose panel the expert sits. */
  readonly reviewedBy: (viewer: Actor) => Promise<readonly string[]>;
}

/** A page of the ids of dossiers, and how many there are altogether. */
export interface ListedPage {
  readonly ids: readonly string[];
  readonly next: ListPosition | null;
  readonly total: number | null;
  /** False if `total` is a lower bound: there are more. */
  readonly totalIsExact: boolean;
}

/** A statement with its parameters. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const COLUMN: Readonly<Record<SortField, string>> = {
  id: "''",
  name: 'l.name',
  status: 'l.status',
  changed: 'l.changed',
  deadline: 'l.next_deadline',
  opened: 'l.opened',
};

/** Collects the parameters of a statement and names each. */
const parameters = () => {
  const values: unknown[] = [];
  return { values, add: (value: unknown): string => `$${values.push(value)}` };
};
type Parameters = ReturnType<typeof parameters>;

/** The rows of one audience that a viewer sees. A party sees the parties' rows of its own cases and the public rows of the others. */
export interface Part {
  readonly audience: Visibility;
  /** The places of its rows; null for all. */
  readonly places: readonly string[] | null;
  /** The cases on which an expert sits: the part has them (`only`), or lacks them; null for everyone else. */
  readonly cases: { readonly only: boolean; readonly ids: readonly string[] } | null;
}

/** Places to be in or not to be in, whichever are fewer; null for all of them. */
type Choice = { readonly isIn: boolean; readonly places: readonly string[] } | null;
const choiceOf = (audience: Visibility, wanted: readonly string[], all: readonly RecordedPlace[]): Choice => {
  // A place that is new since the places were read must not come to the rows of the parties: those are named one by one.
  if (audience === 'party' || wanted.length * 2 < all.length) return { isIn: true, places: wanted };
  if (wanted.length === all.length) return null;
  const set = new Set(wanted);
  return { isIn: false, places: all.map(({ place }) => place).filter((place) => !set.has(place)) };
};

/** A part of the lists with all conditions on its places in one. */
interface PlacedPart extends Part {
  readonly choice: Choice;
  /** Places and cases that a search finds; null without one, and where the places alone decide. */
  readonly found: { readonly places: readonly string[]; readonly cases: readonly string[] } | null;
}

/** Everything that a statement needs to know beside the tables. */
interface Facts {
  readonly parts: readonly PlacedPart[];
  readonly preferred: readonly string[];
}

const conditionsOf = (part: PlacedPart, filter: ListFilter, facts: Facts, all: Parameters): readonly string[] => [
  `l.audience = ${all.add(part.audience)}`,
  ...furtherConditions(part, filter, facts, all),
];
const furtherConditions = (part: PlacedPart, filter: ListFilter, facts: Facts, { add }: Parameters): readonly string[] => {
  const { audience, choice, cases, found } = part;
  const all: string[] = [];
  const condition = (text: string) => void all.push(text);
  if (choice) condition(`${choice.isIn ? '' : 'NOT '}l.place = ANY(${add(choice.places)}::text[])`);
  if (cases) condition(`${cases.only ? '' : 'NOT '}l.case_id = ANY(${add(cases.ids)}::text[])`);
  if (found) condition(`(l.place = ANY(${add(found.places)}::text[]) OR l.case_id = ANY(${add(found.cases)}::text[]))`);
  // An equality keeps the order of the index.
  if (filter.status)
    condition(filter.status.length === 1 ? `l.status = ${add(filter.status[0])}` : `l.status = ANY(${add(filter.status)}::text[])`);
  for (const flag of filter.flag ?? []) {
    const tagged = `l.tags @> ARRAY[${add(tagFor(audience, `flag:${flag}`))}]::text[]`;
    const further = flag === 'PRIORITY' && audience !== 'public' ? facts.preferred : [];
    condition(further.length === 0 ? tagged : `(${tagged} OR l.case_id = ANY(${add(further)}::text[]))`);
  }
  if (filter.titleState) condition(`l.tags && ${add(filter.titleState.map((state) => tagFor(audience, `title-state:${state}`)))}::text[]`);
  if (filter.campaign !== undefined) condition(`l.tags @> ARRAY[${add(tagFor(audience, `campaign:${filter.campaign}`))}]::text[]`);
  if (filter.year !== undefined) condition(`l.tags @> ARRAY[${add(tagFor(audience, `year:${filter.year}`))}]::text[]`);
  if (filter.deadlineBefore !== undefined) condition(`l.next_deadline < ${add(filter.deadlineBefore)}`);
  if (filter.openDeadlines !== undefined) condition(`l.next_deadline ${filter.openDeadlines ? '<' : '='} '${NO_DEADLINE}'`);
  return all;
};

/** The statement of a page: of each part so many rows, in order, and of those the first. One row more than the page says whether there is a next. */
const pageStatement = (question: ListQuestion, facts: Facts): Statement => {
  const { sort, descending, after, limit, filter } = question;
  const all = parameters();
  const [column, way, sign] = [COLUMN[sort], descending ? 'DESC' : 'ASC', descending ? '<' : '>'];
  const order = sort === 'id' ? `case_id ${way}` : `key ${way}, case_id ${way}`;
  const size = all.add(limit + 1);
  const parts = facts.parts.map((part) => {
    const conditions = [...conditionsOf(part, filter, facts, all)];
    if (after)
      conditions.push(
        sort === 'id'
          ? `l.case_id ${sign} ${all.add(after.id)}`
          : `(${column}, l.case_id) ${sign} (${all.add(after.key)}, ${all.add(after.id)})`,
      );
    return `(SELECT l.case_id, ${column} AS key FROM query.listed l WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${size})`;
  });
  const text =
    parts.length === 1 ? parts[0]!.slice(1, -1) : `SELECT * FROM (${parts.join(' UNION ALL ')}) merged ORDER BY ${order} LIMIT ${size}`;
  return { text, values: all.values };
};

/** More dossiers than these are not counted one by one. */
const COUNTED = 2_000;

/**
 * The condition by which the totals are read: `totals` if places and statuses decide alone, `tag_totals` if one more condition does. Null: the
 * list has to be counted.
 */
type Counted = { readonly table: 'totals' } | { readonly table: 'tag_totals'; readonly tags: readonly string[] } | DueBefore | null;
interface DueBefore {
  readonly table: 'tag_totals';
  /** The first day, and the day behind the last one. */
  readonly due: readonly [from: string, before: string];
}
const countedBy = (filter: ListFilter, { parts, preferred }: Facts): Counted => {
  if (parts.some(({ cases, found }) => cases !== null || found !== null)) return null;
  const { flag = [], campaign, year, deadlineBefore, openDeadlines, titleState } = filter;
  // Priority follows from other dossiers too.
  if (flag.includes('PRIORITY') && preferred.length > 0) return null;
  const tags = [
    ...new Set(flag.map((one) => `flag:${one}`)),
    ...(campaign === undefined ? [] : [`campaign:${campaign}`]),
    ...(year === undefined ? [] : [`year:${year}`]),
  ].map((tag) => [tag]);
  // A title has one state, so no dossier is counted twice.
  if (titleState) tags.push([...new Set(titleState.map((state) => `title-state:${state}`))]);
  if (openDeadlines === false) tags.push([dueTag(NO_DEADLINE)]);
  // A deadline before a day is an open one, and all open ones have a tag of their own.
  const before = openDeadlines === true && deadlineBefore !== undefined ? [deadlineBefore, NO_DEADLINE].sort()[0] : deadlineBefore;
  if (openDeadlines === true && deadlineBefore === undefined) tags.push([OPEN_DEADLINE]);
  if (tags.length + (before === undefined ? 0 : 1) > 1) return null;
  if (before !== undefined) return { table: 'tag_totals', due: ['', before] };
  return tags.length === 0 ? { table: 'totals' } : { table: 'tag_totals', tags: tags[0]! };
};

/** The statement that counts the list: by the totals, or one by one up to `COUNTED` and one more. */
const totalStatement = (filter: ListFilter, facts: Facts, counted: Counted): Statement => {
  const all = parameters();
  const parts = facts.parts.map((part) => {
    if (counted === null)
      return `(SELECT count(*) FROM (SELECT FROM query.listed l WHERE ${conditionsOf(part, filter, facts, all).join(' AND ')}
               ORDER BY l.case_id LIMIT ${COUNTED + 1}) counted)`;
    const { status } = filter;
    const { audience } = part;
    const key = counted.table === 'totals' ? `l.audience = ${all.add(audience)}` : taggedAs(audience, counted, all);
    const conditions = [key, ...furtherConditions(part, status ? { status } : {}, facts, all)];
    return `(SELECT coalesce(sum(dossiers), 0) FROM query.${counted.table} l WHERE ${conditions.join(' AND ')})`;
  });
  return { text: `SELECT (${parts.join(' + ')})::int AS total`, values: all.values };
};
const taggedAs = (audience: Visibility, counted: Exclude<Counted, null | { readonly table: 'totals' }>, { add }: Parameters): string =>
  'due' in counted
    ? `l.tag >= ${add(tagFor(audience, dueTag(counted.due[0])))} AND l.tag < ${add(tagFor(audience, dueTag(counted.due[1])))}`
    : `l.tag = ANY(${add(counted.tags.map((tag) => tagFor(audience, tag)))}::text[])`;

/** The statement that counts the list by place and status. */
const tallyStatement = (filter: ListFilter, facts: Facts): Statement => {
  const all = parameters();
  const parts = facts.parts.map(
    (part) => `SELECT place, status FROM query.listed l WHERE ${conditionsOf(part, filter, facts, all).join(' AND ')}`,
  );
  return {
    text: `SELECT place, status, count(*)::int AS dossiers FROM (${parts.join(' UNION ALL ')}) counted GROUP BY place, status`,
    values: all.values,
  };
};

/** The roles that are a party to no case by its place. */
export const NO_PARTY = ['public', 'subscriber', 'witness', 'expert'];

const NOTHING: ListedPage = { ids: [], next: null, total: 0, totalIsExact: true };

/** The lists of dossiers: which cases a viewer finds by a question, in which order, and how many. */
export const dossierLists = (source: DataSource, places: PlacesMemory, further: FurtherCases) => {
  const { recordedPlaces, placeToday } = places;

  /** The parts of the lists that a viewer sees. He is a party by the one rule of visibility, asked for each place. */
  const partsFor = async (viewer: Actor, now: Moment, all: readonly RecordedPlace[]): Promise<readonly Part[]> => {
    if (seesAll(viewer)) return [{ audience: 'all', places: null, cases: null }];
    if (viewer.role === 'expert') {
      const ids = await further.reviewedBy(viewer);
      return ids.length === 0
        ? [{ audience: 'public', places: null, cases: null }]
        : [
            { audience: 'party', places: null, cases: { only: true, ids } },
            { audience: 'public', places: null, cases: { only: false, ids } },
          ];
    }
    const isOwn = (one: RecordedPlace): boolean => visibilityOf(viewer, placeToday(one, now)) === 'party';
    const own = new Set(all.filter(isOwn).map(({ place }) => place));
    const asPublic: Part = { audience: 'public', places: null, cases: null };
    if (own.size === 0) return [asPublic];
    return [
      { audience: 'party', places: [...own], cases: null },
      { ...asPublic, places: all.map(({ place }) => place).filter((place) => !own.has(place)) },
    ];
  };

  /** Places with a name that has these letters: as recorded, of today or former. */
  const namedPlaces = (wanted: string, places: readonly RecordedPlace[], { at, succession }: Moment): readonly string[] => {
    const on = dayOf(at);
    const isChanged = succession.divisions.length + succession.parks.length > 0;
    return places
      .filter(({ subject }) => {
        const names = [
          subject.applicantName,
          ...(isChanged
            ? [subjectOn(subject, succession, on).applicantName, ...formerNames(subject, succession, on).map(({ name }) => name)]
            : []),
        ];
        return names.some((name) => isFoundBy(name, wanted));
      })
      .map(({ place }) => place);
  };
  /** The cases with a document whose number has these letters and digits. At most 2,000: a number is of few cases. */
  const withDocument = async (text: string, audience: Visibility): Promise<readonly string[]> =>
    isOfDocument(text)
      ? (
          await source.query<{ case_id: string }[]>(
            `SELECT DISTINCT case_id FROM query.documents WHERE audience = $1 AND figures @> $2::text[] AND strpos(document, $3) > 0 LIMIT 2000`,
            [audience, figuresIn(text), plain(text)],
          )
        ).map(({ case_id }) => case_id)
      : [];

  /** The places that the filter names, by the divisions of today; null if it names none. */
  const placesOf = (
    { programme, province, city, division }: ListFilter,
    all: readonly RecordedPlace[],
    now: Moment,
  ): readonly string[] | null =>
    [programme, province, city, division].every((one) => one === undefined)
      ? null
      : all
          .filter((one) => {
            const subject = placeToday(one, now).subject!;
            return (
              (programme === undefined || subject.programme === programme) &&
              (province === undefined || subject.provinceCode === province) &&
              (city === undefined || subject.cityCode === city) &&
              (division === undefined || [subject.cityCode, subject.provinceCode].includes(division))
            );
          })
          .map(({ place }) => place);

  const factsOf = async (viewer: Actor, filter: ListFilter, now: Moment): Promise<Facts> => {
    const { flag, q, programme, province, city, division } = filter;
    const isPlaced = [q, programme, province, city, division].some((one) => one !== undefined) || flag?.includes('PRIORITY');
    // Without a condition on places they are of no concern to those who are no party by a place.
    const all = isPlaced || !(seesAll(viewer) || NO_PARTY.includes(viewer.role)) ? await recordedPlaces() : [];
    const own = (await partsFor(viewer, now, all)).filter(({ audience }) => !filter.own || audience !== 'public');
    const filtered = placesOf(filter, all, now);
    const named = q === undefined ? null : namedPlaces(plain(q), all, now);
    const corrected = q === undefined ? null : await further.named(plain(q));
    const parts: PlacedPart[] = [];
    for (const part of own) {
      const { audience } = part;
      const cases = corrected === null ? [] : [...corrected[audience], ...(await withDocument(q!, audience))];
      // A search that finds no further cases is one more condition on the places.
      const found = cases.length === 0 ? null : { places: named!, cases };
      const sets = [part.places, filtered, found === null ? named : null].flatMap((one) => (one === null ? [] : [new Set(one)]));
      const wanted = all.map(({ place }) => place).filter((place) => sets.every((set) => set.has(place)));
      if (sets.length === 0) parts.push({ ...part, choice: null, found });
      else if (wanted.length > 0) parts.push({ ...part, choice: choiceOf(audience, wanted, all), found });
    }
    const seesPriority = flag?.includes('PRIORITY') && parts.some(({ audience }) => audience !== 'public');
    return { parts, preferred: seesPriority ? await further.preferred(all.filter(({ subject }) => subject.programme === 'city')) : [] };
  };

  /** The list counted by the provinces of today and by status. */
  const tallies = async (viewer: Actor, filter: ListFilter, now: Moment): Promise<readonly Tally[]> => {
    const facts = await factsOf(viewer, filter, now);
    if (facts.parts.length === 0) return [];
    const { text, values } = tallyStatement(filter, facts);
    const rows = await source.query<{ place: string; status: Tally['status']; dossiers: number }[]>(text, [...values]);
    const provinces = new Map((await recordedPlaces()).map((one) => [one.place, placeToday(one, now).subject!.provinceCode]));
    return rows.map(({ place, status, dossiers: some }) => ({ provinceCode: provinces.get(place)!, status, dossiers: some }));
  };
  const page = async (viewer: Actor, question: ListQuestion, now: Moment): Promise<ListedPage> => {
    const { filter, after, limit } = question;
    // Nothing is found by an id that is none; PostgreSQL would throw for some.
    if ((after && !isId(after.id)) || (filter.campaign !== undefined && !isId(filter.campaign))) return NOTHING;
    const facts = await factsOf(viewer, filter, now);
    if (facts.parts.length === 0) return NOTHING;
    const { text, values } = pageStatement(question, facts);
    const rows = await source.query<{ case_id: string; key: string }[]>(text, [...values]);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1)! : null;
    const answer = { ids: shown.map(({ case_id }) => case_id), next: last && { key: last.key, id: last.case_id } };
    if (after !== null) return { ...answer, total: null, totalIsExact: true };
    // A list that fits on its first page is counted already.
    if (last === null) return { ...answer, total: shown.length, totalIsExact: true };
    const counted = countedBy(filter, facts);
    const counting = totalStatement(filter, facts, counted);
    const [{ total }] = await source.query<[{ total: number }]>(counting.text, [...counting.values]);
    const totalIsExact = counted !== null || total <= COUNTED;
    return { ...answer, total: totalIsExact ? total : COUNTED, totalIsExact };
  };
  const parts = async (viewer: Actor, now: Moment): Promise<readonly Part[]> =>
    partsFor(viewer, now, seesAll(viewer) || NO_PARTY.includes(viewer.role) ? [] : await recordedPlaces());
  return { page, tallies, parts };
};
