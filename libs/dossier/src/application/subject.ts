import { dayOf, holderOf, refuse, type Day, type Instant, type Loaded, type Refused } from '@minglu/kernel';
import { divisionSucceeded, parkIdsOf, parkOn, type Park, type Succession } from '@minglu/reference';
import {
  codesOf,
  countPeriod,
  divisionOn,
  isEligibleByRuling,
  isEligibleCity,
  policyValue,
  type PolicyValues,
  type WorkCalendar,
} from '@minglu/regulation';
import { dossiers, type Dossier, type Subject } from '../case/state.js';
import { CLOSED_STATUSES, STATUS_NAMES } from '../case/status.js';

/**
 * The subject of an application: the city or park, with its class and province on that day. Refuses an applicant that article 7
 * excludes, and one that has been succeeded by another.
 */
export const applyingSubject = (
  caseId: string,
  programme: 'city' | 'park',
  applicant: string,
  registered: Park | null,
  { divisions, parks }: Succession,
  on: Day,
  /** A ruling admits this prefecture (州、地区、盟). */
  admitted = false,
): Subject | Refused => {
  if (programme === 'park' && !registered)
    return refuse('unknown-id', [], `没有登记园区 ${applicant}`, `no park ${applicant} is registered`, { applicant });
  const park = registered && parkOn(parks, registered, on);
  if (park && park.parkId !== applicant)
    return refuse(
      'park-merged',
      'notice-2023-278/1',
      `园区 ${applicant} 已并入 ${park.parkId}`,
      `the park ${applicant} has been merged into ${park.parkId}`,
      { parkId: applicant, newParkId: park.parkId },
    );
  const city = divisionOn(divisions, park?.cityCode ?? applicant, on);
  if (city && programme === 'city' && city.code !== applicant) return divisionSucceeded('measure-2022/7', applicant, city);
  const byRuling = city !== null && isEligibleByRuling(city);
  if (!city || (programme === 'city' && !isEligibleCity(city) && !(admitted && byRuling))) {
    return refuse(
      'not-eligible',
      'measure-2022/7',
      `申请者须为地级及以上城市${byRuling ? '；州、地区、盟须经裁定' : ''}`,
      `only a city at or above prefecture level may apply${byRuling ? '; a prefecture that is no city by a ruling only' : ''}`,
      { applicant, class: city?.class ?? null },
    );
  }
  return {
    caseId,
    programme,
    applicant,
    applicantName: park?.name ?? city.name,
    cityCode: city.code,
    cityName: city.name,
    cityClass: city.class as Subject['cityClass'],
    provinceCode: city.provinceCode,
  };
};

/** The ids under which a dossier of the applicant may be open: its own, and those that it has succeeded (decisions 38). */
export const openingIds = (
  programme: 'city' | 'park',
  applicant: string,
  { divisions, parks }: Succession,
  on: Day,
): readonly [string, ...string[]] => {
  const ids = programme === 'city' ? codesOf(divisions, applicant, on) : parkIdsOf(parks, applicant, on);
  return [applicant, ...ids.filter((one) => one !== applicant)];
};
/** The dossiers that hold or held these ids. */
export const dossiersUnder = (ids: readonly string[]) => ids.map((one) => holderOf(dossiers, 'open-dossier', one));
/** The ids that an opening event names beside the applicant; absent for most. */
export const succeeding = ([, ...others]: readonly string[]): { succeeds?: string[] } => (others.length ? { succeeds: others } : {});

/** The dossier of the applicant that closed last; null if there is none. */
export const lastOf = (holders: readonly Loaded<Dossier>[]): Loaded<Dossier> | null =>
  holders
    .filter(({ streamId }) => streamId !== null)
    .reduce<Loaded<Dossier> | null>((last, one) => (last && (last.state.closedOn ?? '') >= (one.state.closedOn ?? '') ? last : one), null);

/**
 * Refuses a second open dossier of a city or park (decision 2). A holder of the title, a city in creation or with a memorandum, and a
 * pilot park do not apply again. After the dossier has closed they may, once a cooling-off period has passed, if the ministry has set one.
 * The cooling-off counts like other periods, by corresponding days. A last day that is a rest day moves to the next working day (Civil
 * Code articles 202 and 203). If the calendar of that year is not published yet, the earliest possible end counts.
 */
export const refuseOpening = (
  holders: readonly Loaded<Dossier>[],
  { policies, calendar }: { readonly policies: PolicyValues; readonly calendar: WorkCalendar },
  programme: 'city' | 'park',
  at: Instant,
): Refused | null => {
  // An exit that has still to take effect has let the claim go; the title stands until its day (decisions 27).
  const open = holders.find(({ streamId, held, state }) => streamId !== null && (held || !CLOSED_STATUSES.includes(state.status)));
  if (open) {
    const { status } = open.state;
    const basis = programme === 'city' ? 'notice-2023-278/3.4' : 'notice-2023-278/3.5';
    return refuse(
      'dossier-already-open',
      basis,
      `该申请者已有在办案卷（${STATUS_NAMES[status]}），不需重复申请`,
      `the applicant has an open dossier (${status}) and does not apply again`,
      { status },
    );
  }
  const { subject, closedOn = null } = lastOf(holders)?.state ?? {};
  const months = policyValue(policies, 'policy/cooling-off-months');
  if (months === null || closedOn === null) return null;
  const { lastDay: until } = countPeriod(
    {
      unit: 'months',
      amount: months,
      from: closedOn,
      until: null,
      basis: ['policy/cooling-off-months', 'civil-code/202', 'civil-code/203'],
    },
    calendar,
  );
  return dayOf(at) <= until
    ? refuse(
        'cooling-off',
        'policy/cooling-off-months',
        `前案 ${subject?.caseId} 终结后须间隔 ${months} 个月，至 ${until} 止`,
        `cooling-off of ${months} months until ${until}`,
        { until },
      )
    : null;
};
