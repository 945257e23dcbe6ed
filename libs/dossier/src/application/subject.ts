import { dayOf, refuse, type Instant, type Loaded, type Refused } from '@minglu/kernel';
import type { Park } from '@minglu/reference';
import { countPeriod, division, isEligibleCity, needsRuling, policyValue, type PolicyValues, type WorkCalendar } from '@minglu/regulation';
import type { Dossier, Subject } from '../case/state.js';
import { CLOSED_STATUSES } from '../case/status.js';

/** The subject of an application: the city or park, with its class and province. Refuses an applicant that article 7 excludes. */
export const applyingSubject = (
  caseId: string,
  programme: 'city' | 'park',
  applicant: string,
  park: Park | null,
  /** A ruling admits this prefecture (州、地区、盟). */
  admitted = false,
): Subject | Refused => {
  if (programme === 'park' && !park)
    return refuse('unknown-id', [], `没有登记园区 ${applicant}`, `no park ${applicant} is registered`, { applicant });
  const cityCode = park?.cityCode ?? applicant;
  const city = division(cityCode);
  const byRuling = needsRuling(cityCode);
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
    cityCode,
    cityName: city.name,
    cityClass: city.class as Subject['cityClass'],
    provinceCode: city.provinceCode,
  };
};

/**
 * Refuses a second open dossier of a city or park (decision 2). A holder of the title, a city in creation or with a memorandum, and a
 * pilot park do not apply again. After the dossier has closed they may, once a cooling-off period has passed, if the ministry has set one.
 * The cooling-off counts like other periods, by corresponding days. A last day that is a rest day moves to the next working day (Civil
 * Code articles 202 and 203). If the calendar of that year is not published yet, the earliest possible end counts.
 */
export const refuseOpening = (
  latest: Loaded<Dossier>,
  { policies, calendar }: { readonly policies: PolicyValues; readonly calendar: WorkCalendar },
  programme: 'city' | 'park',
  at: Instant,
): Refused | null => {
  if (latest.streamId === null) return null;
  const { status, subject, closedOn } = latest.state;
  // An exit that has still to take effect has let the claim go; the title stands until its day (decisions 27).
  if (latest.held || !CLOSED_STATUSES.includes(status)) {
    const basis = programme === 'city' ? 'notice-2023-278/3.4' : 'notice-2023-278/3.5';
    return refuse(
      'dossier-already-open',
      basis,
      `该申请者已有在办案卷（${status}），不需重复申请`,
      `the applicant has an open dossier (${status}) and does not apply again`,
      { status },
    );
  }
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
