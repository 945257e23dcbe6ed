import {
  accept,
  dayOf,
  newEvent,
  id,
  inShanghai,
  isRefused,
  record,
  refuse,
  Type,
  type Accepted,
  type Instant,
  type Loaded,
  type Refused,
} from '@minglu/kernel';
import { campaign, campaignsAbout, isOpen, policies, standards, workCalendar, type Campaign } from '@minglu/reference';
import { material, recompute, windowProvision, type Material } from '@minglu/regulation';
import { applicationEvents } from '../application/events.js';
import { dossierAct } from '../case/act.js';
import { exampleMaterials } from '../case/example.js';
import { firstCheck, fraudSubstantiated, missingMaterials, outsideWindow, selfAssessmentBasis, subjectOf } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import type { DossierEvent } from '../case/events.js';
import { dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { creationEvents } from './events.js';
import { reviewSystem } from './review-system.js';
import { creationOf } from './state.js';
import { notOfTheReview } from './submit-self-assessment.js';
import type { Subject } from '../case/state.js';

/**
 * Requests the review (articles 15 and 16) after the cycle, with a self-assessment and the consent of the province.
 * The indicator system is pinned again: the one in force now, or by policy the one of the application; the application keeps its own.
 * The self-assessment was made by it (decisions 31).
 */
export const requestReview = dossierAct({
  command: 'RequestReview',
  route: 'POST /dossiers/{caseId}/review-requests',
  title: { zh: '提出评审申请', en: 'Request the review' },
  effect: 'favourable',
  legalBasis: ['measure-2022/16', 'measure-2022/15', 'notice-2023-277/2.3'],
  /** `campaignId`: the review campaign of the request. Without it a pilot park uses the campaign of the year, under any id. */
  payload: record({ caseId: id(), materials: Type.Array(material), campaignId: Type.Optional(id()) }),
  example: ({ caseId, dossier }) => ({
    caseId,
    materials:
      dossier.subject?.programme === 'park'
        ? exampleMaterials('review-application-document', 'review-application-form', 'self-assessment-report')
        : exampleMaterials('review-application'),
  }),
  follows: { PILOT: ['ReviewRequested'], elsewhere: ['ReviewRequested', 'ConsentNotApplicable'] },
  gate: (state) => {
    const { subject, creation } = state;
    const fraud = fraudSubstantiated(state, 'measure-2022/16');
    if (fraud) return fraud;
    if (!creation?.selfAssessment) return selfAssessmentMissing(subject!.programme);
    const needsConsent = subject!.programme === 'city' && subject!.cityClass !== 'direct-municipality';
    return needsConsent && !creation.reviewConsent ? consentMissing() : null;
  },
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: ({ campaignId }, _, at) => ({
    standards,
    policies,
    calendar: workCalendar,
    named: campaignId === undefined ? undefined : campaign(campaignId),
    ...campaignsAbout('park', 'review', Number(dayOf(at).slice(0, 4))),
  }),
  decide: ({ data: { caseId, materials, campaignId }, at }, target, reads) => {
    const { cityClass, programme } = subjectOf(target);
    const creation = creationOf(target.state);
    const fraud = fraudSubstantiated(target.state, 'measure-2022/16');
    if (fraud) return fraud;
    const cycle = target.state.deadlines.find(({ kind }) => kind === 'creation-cycle');
    // An extension takes no right away: once the three years or the shortened cycle are over, the review may be requested (decisions 32).
    const owed = creation.cycle && recompute(creation.cycle, reads.calendar.state, { neverShorter: false });
    const over = owed !== null && !owed.provisional && at >= owed.endsAt;
    // CreationCycleEnded has cleared the deadline of a cycle that has ended. A remaining deadline means that the cycle still runs or has a
    // provisional end.
    if (cycle && !over && (cycle.provisional || at < cycle.endsAt)) {
      return refuse(
        'cycle-not-ended',
        'measure-2022/15',
        `创建周期尚未届满（至 ${inShanghai(cycle.endsAt)}${cycle.provisional ? '，待放假安排公布后确定' : ''}）`,
        `the cycle has not ended (${inShanghai(cycle.endsAt)}${cycle.provisional ? ', provisional until the calendar is published' : ''})`,
        {
          endsAt: cycle.endsAt,
          provisional: cycle.provisional,
        },
      );
    }
    if (!creation.selfAssessment) return selfAssessmentMissing(programme);
    const windows = reads.named ? [reads.named.state] : windowsUnnamed(reads, at);
    const due = programme === 'city' ? reviewSystem(target.state, reads.standards.state, reads.policies.state, at) : undefined;
    if (due && creation.selfAssessment.indicatorVersion !== due.versionId)
      return notOfTheReview(creation.selfAssessment.indicatorVersion, due.versionId);
    if (programme === 'park') return parkReview({ caseId, materials, campaignId }, at, target, windows);
    const direct = cityClass === 'direct-municipality';
    if (!direct && !creation.reviewConsent) return consentMissing();
    const missing = missingMaterials(materials, ['review-application'], 'measure-2022/16');
    if (missing) return missing;
    const window = windowOf(programme, campaignId, campaignId !== undefined, at, windows);
    if (isRefused(window)) return window;
    const indicatorVersion = due?.versionId ?? null;
    const requested = newEvent(creationEvents.ReviewRequested, {
      caseId,
      materials,
      indicatorVersion,
      ...(window.by ? { campaignId: window.by.campaignId } : {}),
    });
    return accept(
      direct
        ? [requested, newEvent(applicationEvents.ConsentNotApplicable, { caseId, purpose: 'review', reason: 'direct-municipality' })]
        : [requested],
    );
  },
});

const selfAssessmentMissing = (programme: Subject['programme']): Refused =>
  refuse('self-assessment-missing', selfAssessmentBasis(programme), '须先开展自评并报送自评报告', 'a self-assessment comes first');
const consentMissing = (): Refused =>
  refuse(
    'consent-missing',
    'measure-2022/16',
    '须经所属省级人民政府同意后提出评审申请',
    'the review is requested with the consent of the provincial government',
  );

/** If no campaign is named: those of this year, then those of the year before whose extended window (填报时间) is open. */
const windowsUnnamed = (
  {
    ofYear,
    ofYearByName,
    ofYearBefore,
    ofYearBeforeByName,
  }: Readonly<Record<keyof ReturnType<typeof campaignsAbout>, Loaded<Campaign | null>>>,
  at: Instant,
): readonly (Campaign | null)[] => [
  ...[ofYearByName, ofYear].map(({ state }) => state),
  ...[ofYearBeforeByName, ofYearBefore].map(({ state }) => state).filter((one) => one !== null && isOpen(one, at)),
];

/**
 * The campaign of the request (notice 277 section 4(2)). If a campaign is named or required, it must be a review of this programme and
 * open. Otherwise the campaign of the year, or an open one of the year before, or none.
 */
const windowOf = (
  programme: Campaign['programme'],
  campaignId: string | undefined,
  must: boolean,
  at: Instant,
  windows: readonly (Campaign | null)[],
): { readonly by: Campaign | null } | Refused => {
  const reviews = windows.filter((one) => one !== null).filter((one) => one.programme === programme && one.track === 'review');
  const open = reviews.find((one) => isOpen(one, at));
  if (!must) return { by: open ?? null };
  const fits = open ?? reviews[0];
  const park = programme === 'park';
  if (!fits)
    return refuse(
      'no-review-campaign',
      windowProvision('review', programme),
      `没有${campaignId ?? '本年度'}这项${park ? '名园' : '名城'}评审工作${park ? '，试点园区在其填报时间内申请' : ''}`,
      `there is no such review of ${park ? 'parks; a pilot park asks in the window of one' : 'cities'}: ${campaignId ?? 'of this year'}`,
      campaignId === undefined ? {} : { campaignId },
    );
  return open ? { by: open } : outsideWindow(fits, at);
};

/**
 * The review request of a park (notice 277 sections 2(3), 3(2) and 4(2)). The municipal and the provincial authority check it; the
 * provincial government does not consent. A pilot park needs a review campaign; a park in creation needs it only if it names one.
 */
const parkReview = (
  {
    caseId,
    materials,
    campaignId,
  }: { readonly caseId: string; readonly materials: readonly Material[]; readonly campaignId?: string | undefined },
  at: Instant,
  target: Loaded<Dossier>,
  windows: readonly (Campaign | null)[],
): Accepted<DossierEvent> | Refused => {
  const missing = missingMaterials(
    materials,
    ['review-application-document', 'review-application-form', 'self-assessment-report'],
    'notice-2023-277/3.2',
  );
  if (missing) return missing;
  const must = campaignId !== undefined || target.state.origin === 'pilot';
  const used = windowOf('park', campaignId, must, at, windows);
  if (isRefused(used)) return used;
  return accept([
    newEvent(creationEvents.ReviewRequested, {
      caseId,
      materials: [...materials],
      indicatorVersion: null,
      campaignId: used.by?.campaignId ?? null,
      ...firstCheck(subjectOf(target).cityClass),
    }),
  ]);
};
