import { dayOf, refuse, type Instant, type Loaded, type Refused } from '@minglu/kernel';
import type { Park } from '@minglu/reference';
import { countPeriod, division, isEligibleCity, needsRuling, policyValue, type PolicyValues, type WorkCalendar } from '@minglu/regulation';
import type { Dossier, Subject } from '../case/state.js';
import { CLOSED_STATUSES } from '../case/status.js';

/** The city or park that applies, with its class and province; refused where it cannot apply at all (第七条). */
export const applyingSubject = (
  caseId: string,
  programme: 'city' | 'park',
  applicant: string,
  park: Park | null,
  /** 经裁定可以申请的州、地区、盟。 */
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
 * One open dossier per city or park (decisions 2): who holds the title, is in creation, signed a memorandum or is a pilot
 * does not apply again; after an ending it may, once a cooling-off that the ministry has set is over. It is a period like
 * the others: by corresponding days, and a last day that is a rest day gives way to the next working day (民法典202、203). Where
 * the calendar of that year is not published yet, nobody is kept waiting for what may not come: the earliest end counts.
 */
export const mayOpen = (
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
