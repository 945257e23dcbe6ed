import { inShanghai } from '@minglu/kernel';
import { builtOnce, catalogue, world, type TestCommand, type World } from '@minglu/kernel/testing';
import { referenceActs, referenceCategories, shippedReferenceData } from '@minglu/reference';
import type { Deadline } from '@minglu/regulation';
import { dossierActs } from '../case/acts.js';
import { dossierRef } from '../case/refs.js';
import { dossiers, flagsOf, titleMisuses, type Dossier, type Flag } from '../case/state.js';
import type { Status } from '../case/status.js';
import { lawful } from './lawful.js';
import { allMet, applicationMaterials, command, experts, figures, material, objection, on, sha } from './payloads.js';
import { admin, approver, authority, city, clock, municipality, officer, otherApprover, province, someone } from './people.js';

/** A world with the reference data that a fresh system ships with. */
export const freshWorld = (): World => seeded.fork();
const seeded = lawful(
  world(
    [...referenceActs, ...dossierActs] as never,
    [...referenceCategories, dossiers, titleMisuses] as never,
    catalogue(new URL('../../../contracts/refusals.json', import.meta.url)),
  ).given(...shippedReferenceData.map(({ do: name, with: data }) => command(admin, '2022-12-01T00:00:00+08:00', name, data))),
);

export const dossierOf = (it: World, caseId = 'a'): Dossier => it.state(dossierRef(caseId));
export const statusOf = (it: World, caseId = 'a'): Status => dossierOf(it, caseId).status;
export const flags = (it: World, caseId = 'a'): readonly Flag[] => flagsOf(dossierOf(it, caseId));
/** An open deadline with its end in Shanghai time; undefined if there is none. */
export const deadlineOf = (
  it: World,
  kind: Deadline['kind'],
  caseId = 'a',
): Pick<Deadline, 'endsAt' | 'workingDays' | 'provisional' | 'of'> | undefined => {
  const found = dossierOf(it, caseId).deadlines.find((one) => one.kind === kind);
  return found && { of: found.of, endsAt: inShanghai(found.endsAt), workingDays: found.workingDays, provisional: found.provisional };
};
/** The command that lets an open deadline pass, at its end or at `at`. */
export const passing = (it: World, kind: Deadline['kind'], caseId = 'a', at?: string): TestCommand => {
  const open = dossierOf(it, caseId).deadlines.find((one) => one.kind === kind);
  if (!open) throw new Error(`${caseId} has no open deadline ${kind}`);
  return command(clock, at ?? open.endsAt, 'PassDeadline', {
    caseId,
    kind,
    of: open.of,
    ...(open.evaluationYear === undefined ? {} : { evaluationYear: open.evaluationYear }),
    endsAt: open.endsAt,
  });
};

// Applications of 2023: Dongguan, a prefecture-level city.

export const opened = builtOnce((more: Record<string, unknown> = {}, at = on('2023-11-01'), cityCode = '441900'): World =>
  freshWorld().given(opening(more, at, cityCode)),
);
export const opening = (more: Record<string, unknown> = {}, at = on('2023-11-01'), cityCode = '441900'): TestCommand =>
  command(city(cityCode), at, 'OpenApplication', {
    caseId: 'a',
    programme: 'city',
    applicant: cityCode,
    campaignId: 'city-creation-2023',
    workingBody: '市工信局',
    ...more,
  });
export const consent = (
  purpose: 'application' | 'review',
  more: Record<string, unknown> = {},
  at = on('2023-11-03'),
  org = '440000',
): TestCommand =>
  command(province(org), at, 'RecordProvincialConsent', {
    caseId: 'a',
    purpose,
    issuer: '省人民政府',
    documentNumber: '府函〔2023〕1号',
    date: at.slice(0, 10),
    ...more,
  });
export const submission = (more: Record<string, unknown> = {}, at = on('2023-11-07'), cityCode = '441900'): TestCommand =>
  command(city(cityCode), at, 'SubmitApplication', {
    caseId: 'a',
    materials: applicationMaterials,
    figures: figures('700', '12.0', 2022),
    truthfulnessPledge: true,
    ...more,
  });
const formalReview = (name: string, checklist = allMet): TestCommand =>
  command(officer, on('2023-12-01'), name, { caseId: 'a', checklist, reasons: '已审' });

/** A registered park's draft, in Dongguan. */
export const openedPark = builtOnce((): World =>
  freshWorld().given(
    command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '441900' }),
    opening({ programme: 'park', campaignId: 'park-creation-2023' }, on('2023-11-01'), 'park-1'),
  ),
);
export const consented = builtOnce((): World => opened().given(consent('application')));
export const submitted = builtOnce((): World => consented().given(submission()));
export const supplementRequested = builtOnce((dueDate?: string): World =>
  submitted().given(command(officer, on('2023-11-10'), 'RequestSupplement', { caseId: 'a', items: ['未盖章'], dueDate })),
);
export const ready = builtOnce((): World => submitted().given(formalReview('PassFormalReview')));
/** In creation since 2024-01-05, under the Measure of 2022. */
export const started = builtOnce((startDate = '2024-01-05'): World =>
  ready().given(starting(startDate, startDate > '2024-01-05' ? startDate : '2024-01-05')),
);
export const starting = (startDate: string, day = '2024-01-05'): TestCommand =>
  command(officer, on(day), 'StartCreation', { caseId: 'a', startDate, documentNumber: '1号' });
export const rejected = builtOnce((): World =>
  submitted().given(formalReview('RejectFormalReview', { ...allMet, materialsComplete: false })),
);
export const withdrawn = builtOnce((): World =>
  opened().given(command(city('441900'), on('2023-11-02'), 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' })),
);

// A creation under the 2017 rules, up to the title: Hangzhou, started on 2022-01-10, its cycle until 2025-01-10.

export const imported = builtOnce((caseId = 'a', cityCode = '330100', day = '2025-09-25', startDate = '2022-01-10'): World =>
  freshWorld().given(importing(caseId, cityCode, day, startDate)),
);
export const importing = (caseId: string, cityCode: string, day: string, startDate = '2022-01-10'): TestCommand =>
  command(admin, `${day}T08:00:00+08:00`, 'ImportLegacyCreation', {
    caseId,
    cityCode,
    mouDate: startDate < '2022-12-31' ? startDate : '2020-09-01',
    startDate,
    documentNumber: '部省市协同备忘录',
  });

/** In creation after the end of its cycle. */
export const inCreation = builtOnce((caseId = 'a', cityCode = '330100', day = '2025-09-25'): World =>
  imported(caseId, cityCode, day).given(
    command(clock, `${day}T08:00:00+08:00`, 'PassDeadline', {
      caseId,
      kind: 'creation-cycle',
      of: caseId,
      endsAt: '2025-01-10T16:00:00.000Z',
    }),
  ),
);

/** With its self-assessment and, if needed, the consent of its province. */
export const readyForReview = builtOnce(
  (caseId = 'a', cityCode = '330100', day = '2025-09-25', declared = figures('812.40', '13.1')): World =>
    inCreation(caseId, cityCode, day).given(...selfAssessment(caseId, cityCode, day, declared)),
);
const selfAssessment = (caseId: string, cityCode: string, day: string, declared = figures('812.40', '13.1')): TestCommand[] => {
  const assessed = command(city(cityCode), `${day}T08:10:00+08:00`, 'SubmitSelfAssessment', {
    caseId,
    indicatorVersion: '168-2022',
    figures: declared,
    materials: [material('self-assessment-report')],
  });
  const given = command(province(`${cityCode.slice(0, 2)}0000`), `${day}T08:20:00+08:00`, 'RecordProvincialConsent', {
    caseId,
    purpose: 'review',
    issuer: '省人民政府',
    documentNumber: '府函〔2025〕1号',
    date: day,
  });
  return cityCode.endsWith('0000') ? [assessed] : [assessed, given];
};

export const requestingReview = (caseId = 'a', cityCode = '330100', day = '2025-09-25'): TestCommand =>
  command(city(cityCode), `${day}T08:30:00+08:00`, 'RequestReview', { caseId, materials: [material('review-application')] });
export const reviewRequested = builtOnce((): World => readyForReview().given(requestingReview()));
const panel = (caseId: string, day: string): TestCommand[] => [
  command(officer, `${day}T08:40:00+08:00`, 'ConvenePanel', {
    caseId,
    panelId: `panel-${caseId}`,
    experts: experts('110000', '310000', '110000', '610100', '420100'),
    recusals: [],
  }),
  command(officer, `${day}T08:50:00+08:00`, 'RecordReviewMethod', {
    caseId,
    method: 'document-review',
    date: day,
    place: '北京',
    recordSha256: sha('b'),
  }),
];

/** With a convened panel and one recorded review method. */
export const underReview = builtOnce((caseId = 'a', cityCode = '330100', day = '2025-09-25', declared = figures('812.40', '13.1')): World =>
  readyForReview(caseId, cityCode, day, declared).given(requestingReview(caseId, cityCode, day), ...panel(caseId, day)),
);
const passed = (caseId: string, day: string): TestCommand =>
  command(officer, `${day}T08:55:00+08:00`, 'ConcludeReview', { caseId, conclusion: 'pass', reasons: '达到创建标准' });

/** With a passed review. */
export const reviewPassed = builtOnce((caseId = 'a', cityCode = '330100', day = '2025-09-25'): World =>
  underReview(caseId, cityCode, day).given(passed(caseId, day)),
);

/** The commands from CREATING, after the end of the cycle, to a review under way. */
export const reviewing = (caseId: string, cityCode: string, day: string): TestCommand[] => [
  ...selfAssessment(caseId, cityCode, day),
  requestingReview(caseId, cityCode, day),
  ...panel(caseId, day),
];
/** The same, and its conclusion. */
export const throughReview = (caseId: string, cityCode: string, day: string): TestCommand[] => [
  ...reviewing(caseId, cityCode, day),
  passed(caseId, day),
];

/** Several cities by case id, for example `{ a: '330100' }`, whose reviews all passed on one day. */
export const allPassed = builtOnce((cities: Readonly<Record<string, string>>, day: string): World => {
  const it = freshWorld();
  for (const [caseId, cityCode] of Object.entries(cities)) {
    it.given(importing(caseId, cityCode, day));
    it.given(passing(it, 'creation-cycle', caseId, `${day}T08:00:00+08:00`));
    it.given(...throughReview(caseId, cityCode, day));
  }
  return it;
});

export const posting = (
  publicityId = 'p1',
  caseIds: readonly string[] = ['a'],
  at = on('2025-09-26'),
  more: Record<string, unknown> = {},
): TestCommand =>
  command(officer, at, 'StartPublicity', { publicityId, caseIds, portalUrl: `https://www.miit.gov.cn/${publicityId}`, ...more });

/** In publicity from 2025-09-26 to the end of 2025-10-10. */
export const inPublicity = builtOnce((): World => reviewPassed().given(posting()));
export const PUBLICITY_ENDS = '2025-10-10T16:00:00.000Z';

/** After the window has closed. */
export const publicityClosed = (before: World = inPublicity()): World =>
  before.given(
    command(clock, '2025-10-11T00:00:00+08:00', 'PassDeadline', {
      caseId: 'a',
      kind: 'publicity-window',
      of: 'p1',
      endsAt: PUBLICITY_ENDS,
    }),
  );
export const filing = (objectionId = 'o1', at = on('2025-10-09'), more: Record<string, unknown> = {}): TestCommand =>
  command(someone, at, 'FileObjection', objection(objectionId, 'a', 'p1', more));
export const answering = (objectionId: string, more: Record<string, unknown>, at = on('2025-10-20')): TestCommand =>
  command(officer, at, 'ResolveObjection', { objectionId, findings: '经核实', ...more });
export const contested = builtOnce((): World => publicityClosed(inPublicity().given(filing())));

export const conferring = (more: Record<string, unknown> = {}, at = on('2025-10-21')): TestCommand =>
  command(approver, at, 'ConferTitle', {
    caseId: 'a',
    titleId: 't-a',
    documentNumber: '工信部信发〔2025〕1号',
    effectiveDate: at.slice(0, 10),
    ...more,
  });
export const titled = builtOnce((): World => publicityClosed().given(conferring()));
export const exitProposed = (before: World = titled()): World =>
  before.given(
    command(officer, on('2026-03-02'), 'OpenInvestigation', {
      investigationId: 'i-x',
      subject: 't-a',
      clue: '虚报',
      sourceProtected: true,
    }),
    substantiating('i-x'),
  );
export const creationEnded = builtOnce((): World =>
  inCreation().given(command(approver, on('2025-09-26'), 'EndCreation', { caseId: 'a', documentNumber: '1号', reasons: '未推进' })),
);

// Parks in Dongguan: a pilot park with its review of 2023, and a park that applied.

const registering = command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '441900' });
export const unassessedPilot = builtOnce((): World =>
  freshWorld().given(
    registering,
    command(admin, on('2023-10-16', '11:00:00'), 'ImportPilotPark', {
      caseId: 'a',
      parkId: 'park-1',
      documentNumber: '工信厅信发函〔2020〕280号',
      startDate: '2021-01-01',
    }),
  ),
);
export const pilot = builtOnce((): World => unassessedPilot().given(parkAssessment('2023-10-17')));
const parkAssessment = (day: string): TestCommand =>
  command(city('park-1'), on(day), 'SubmitSelfAssessment', {
    caseId: 'a',
    indicatorVersion: 'none',
    figures: figures('70', '5.0', 2022),
    materials: [material('self-assessment-report')],
  });
export const parkRequest = (day = '2023-10-20', more: Record<string, unknown> = {}): TestCommand =>
  command(city('park-1'), on(day), 'RequestReview', {
    caseId: 'a',
    materials: ['review-application-document', 'review-application-form', 'self-assessment-report'].map((kind) => material(kind)),
    ...more,
  });
export const checking = (level: 'municipal' | 'provincial', day: string, name = 'ApproveMaterials'): TestCommand =>
  command(level === 'municipal' ? municipality('441900') : authority('440000'), on(day), name, {
    caseId: 'a',
    reasons: '完整、真实、合规',
  });
export const municipalCheck = builtOnce((): World => pilot().given(parkRequest()));
export const provincialCheck = builtOnce((): World => municipalCheck().given(checking('municipal', '2023-10-25')));
/** A park whose conferral was denied: its review passed, and an objection to its notice was upheld. */
export const parkDenied = builtOnce((): World => {
  const it = passedPark().given(posting(), filing());
  return publicityClosed(it).given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
});
/** A pilot park with a passed review. */
export const passedPark = builtOnce((): World =>
  provincialCheck().given(checking('provincial', '2023-10-26'), ...panel('a', '2025-09-25'), passed('a', '2025-09-25')),
);
/** A pilot park with its title, conferred after a notice without objection. */
export const titledPark = builtOnce((): World => publicityClosed(passedPark().given(posting())).given(conferring()));
/** A denied park that requests its review again in an open campaign. */
export const parkAgain = builtOnce((): World =>
  parkDenied().given(
    command(admin, on('2025-11-03'), 'OpenCampaign', {
      campaignId: 'park-review-2025',
      programme: 'park',
      track: 'review',
      year: 2025,
      documentNumber: '1号',
      opensAt: '2025-11-03T00:00:00+08:00',
      closesAt: '2026-01-01T00:00:00+08:00',
    }),
    parkAssessment('2025-11-04'),
    parkRequest('2025-11-05'),
  ),
);
export const parkSubmission = (day = '2023-11-07'): TestCommand =>
  command(city('park-1'), on(day), 'SubmitApplication', {
    caseId: 'a',
    materials: ['application-report-document', 'creation-application-form', 'creation-work-plan'].map((kind) => material(kind)),
    figures: figures('70', '5.0', 2022),
    truthfulnessPledge: true,
  });
export const provincialApproved = builtOnce((): World =>
  openedPark().given(parkSubmission(), checking('municipal', '2023-11-08'), checking('provincial', '2023-11-09')),
);
const summaryTable = (more: Record<string, unknown> = {}): TestCommand =>
  command(authority('440000'), on('2023-11-10'), 'SubmitSummaryTable', {
    province: '440000',
    campaignId: 'park-creation-2023',
    caseIds: ['a'],
    sealed: true,
    sealRef: '印章-1',
    ...more,
  });
/** The application of a park, before its city. */
export const parkSubmitted = builtOnce((): World => openedPark().given(parkSubmission()));
/** The ministry asked a park to supplement its application. */
export const parkSupplement = builtOnce((): World =>
  atMinistry().given(command(officer, on('2023-11-13'), 'RequestSupplement', { caseId: 'a', items: ['未盖章'], dueDate: '2023-11-20' })),
);
export const atMinistry = builtOnce((): World => provincialApproved().given(summaryTable()));

// Investigation, prior notice, cancellation and exit.

export const investigating = (at = on('2026-03-02')): TestCommand =>
  command(officer, at, 'OpenInvestigation', { investigationId: 'i-f', subject: 'a', clue: '材料造假', sourceProtected: true });
export const substantiating = (investigationId = 'i-f', at = on('2026-03-03')): TestCommand =>
  command(otherApprover, at, 'CloseInvestigation', { investigationId, finding: 'substantiated', reasons: '查实' });
export const serving = (
  proposedDecision: 'exit' | 'cancel-qualification',
  more: Record<string, unknown> = {},
  at = on('2026-03-04'),
): TestCommand =>
  command(officer, at, 'ServePriorNotice', {
    proceedingId: 'pr1',
    subject: 'a',
    proposedDecision,
    facts: '伪造统计数据',
    basis: ['measure-2022/25'],
    servedAt: at,
    serviceProof: '送达回证',
    ...more,
  });
export const cancelling = (more: Record<string, unknown> = {}, at = on('2026-03-16')): TestCommand =>
  command(approver, at, 'CancelQualification', { caseId: 'a', documentNumber: '1号', reasons: '弄虚作假', proceedingId: 'pr1', ...more });
export const announcing = (more: Record<string, unknown> = {}, at = on('2026-03-16')): TestCommand =>
  command(approver, at, 'AnnounceExit', {
    titleId: 't-a',
    announcementNumber: '公告2026年第1号',
    effectiveDate: at.slice(0, 10),
    proceedingId: 'pr1',
    ...more,
  });
/** Fraud is substantiated and the prior notice served. */
export const noticeServed = (before: World = readyForReview()): World =>
  before.given(investigating(), substantiating(), serving('cancel-qualification'));
export const statementClosed = (it: World): World => it.given(passing(it, 'statement-window'));
export const cancelled = builtOnce((): World => statementClosed(noticeServed()).given(cancelling()));
export const withdrawingNotice = (publicityId = 'p1', at = on('2025-10-20')): TestCommand =>
  command(officer, at, 'WithdrawPublicity', { publicityId, reason: '公示时机不当' });
/** Its notice was withdrawn after the window, while objections o1 and o2 wait for their answers. */
export const noticeWithdrawn = builtOnce((): World =>
  publicityClosed(inPublicity().given(filing('o1'), filing('o2'))).given(withdrawingNotice()),
);
/** Cancelled for the fraud that objection o1 led to, while o2 and o3 wait for their answers. */
export const cancelledUnanswered = builtOnce((): World => {
  const it = publicityClosed(inPublicity().given(filing('o1'), filing('o2'), filing('o3')));
  it.given(answering('o1', { outcome: 'upheld', category: 'fraud', investigationId: 'i-f' }), substantiating());
  return statementClosed(it.given(serving('cancel-qualification'))).given(cancelling());
});
export const exitNoticed = builtOnce((): World => exitProposed().given(serving('exit')));
export const exited = builtOnce((): World => statementClosed(exitNoticed()).given(announcing()));

/** Case `a` in each status; CREATING after the end of its cycle. */
export const worldIn: Readonly<Record<Status, () => World>> = {
  NONE: freshWorld,
  DRAFT: opened,
  CONSENTED: consented,
  SUBMITTED: submitted,
  SUPPLEMENT: () => supplementRequested('2023-11-20'),
  READY: ready,
  CREATING: readyForReview,
  REVIEW_REQUESTED: reviewRequested,
  UNDER_REVIEW: underReview,
  REVIEW_PASSED: reviewPassed,
  PUBLICITY_OPEN: inPublicity,
  OBJECTION_CHECK: contested,
  CLEARED: publicityClosed,
  TITLED: titled,
  EXIT_PROPOSED: () => exitProposed(),
  PILOT: pilot,
  MUNICIPAL_CHECK: municipalCheck,
  PROVINCIAL_CHECK: provincialCheck,
  PROVINCIAL_APPROVED: provincialApproved,
  AT_MINISTRY: atMinistry,
  CANCELLED: cancelled,
  EXITED: exited,
  REJECTED: rejected,
  WITHDRAWN: withdrawn,
  CREATION_ENDED: creationEnded,
};

/** The same title, conferred in 2021, so that it has results of several years. */
export const longTitled = (): World => longHeld.fork();
const longHeld = ((): World => {
  const day = '2021-03-01';
  const it = freshWorld().given(
    ...[2020, 2021].map((year) =>
      command(admin, '2020-01-02T08:00:00+08:00', 'PublishWorkCalendar', {
        year,
        noticeNumber: `${year}`,
        offDays: [],
        makeupWorkdays: [],
      }),
    ),
    command(admin, '2021-01-31T08:00:00+08:00', 'SetNationalAverage', { indicator: 'A2.1', dataYear: 2020, value: '10.0', source: '公报' }),
    importing('a', '330100', day, '2017-06-01'),
  );
  it.given(passing(it, 'creation-cycle', 'a', `${day}T08:00:00+08:00`));
  const [assessed, ...reviewed] = throughReview('a', '330100', day);
  it.given({ ...assessed!, with: { ...assessed!.with, figures: figures('812.40', '13.1', 2020) } }, ...reviewed);
  it.given(posting('p1', ['a'], on('2021-03-02')));
  return it.given(passing(it, 'publicity-window'), conferring({}, on('2021-03-22')));
})();
