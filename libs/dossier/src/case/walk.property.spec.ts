import fc from 'fast-check';
import { type DomainEvent, addDays, parseInstant } from '@minglu/kernel';
import type { TestCommand, World } from '@minglu/kernel/testing';
import { dossierActs } from './acts.js';
import { flagsOf, openInvestigation } from './state.js';
import { CLOSED_STATUSES, STATUSES, type Status } from './status.js';
import { commandsIn } from './table.js';
import {
  allMet,
  admin,
  anonymous,
  answering,
  approver,
  auditor,
  authority,
  city,
  clock,
  command,
  consent,
  dossierOf,
  experts,
  figures,
  material,
  objection,
  officer,
  plausible,
  sha,
  someone,
  expert,
  worldIn,
  applicationMaterials,
  CANCELLABLE,
} from '../testing/index.js';

const CITIES = ['330100', '441900', '120000', '320583'] as const;
const CASES = ['a', 'b', 'zzz'] as const;
const PUBLICITIES = ['p1', 'p2', 'p3'] as const;

/** Each command draws its day from the walk; its dates lie near that day and are not always lawful. */
type Step = (it: World, day: string) => TestCommand | undefined;
const caseId = fc.constantFrom<(typeof CASES)[number]>('a', 'a', 'a', 'a', 'b', 'b', 'zzz');
const cityCode = fc.constantFrom(...CITIES);
const offset = fc.integer({ min: -900, max: 900 });
const record = fc.record;

const by = (it: World, id: string) => city(dossierOf(it, id).subject?.cityCode ?? '441900');
const provinceOf = (it: World, id: string) => dossierOf(it, id).subject?.provinceCode ?? '440000';
const at = (day: string) => `${day}T10:00:00+08:00`;

/** A plausible next command for case `a`, so that a walk gets further. */
const sensible: fc.Arbitrary<Step> = fc.nat(1000).map((index): Step => (it, day) => {
  // A withdrawal would end the walk: it is left to the other generator.
  const names = commandsIn(dossierOf(it).status).filter((name) => name !== 'WithdrawApplication');
  const one = plausible(it)[names[index % names.length]!];
  return one.do === 'PassDeadline' ? one : { ...one, at: at(day) };
});
/** Any command of the right role, with any ids and dates. */
const anything: fc.Arbitrary<Step> = fc.oneof(
  record({ id: caseId, code: cityCode }).map(
    ({ id, code }): Step =>
      (_, day) =>
        command(city(code), at(day), 'OpenApplication', {
          caseId: id,
          programme: 'city',
          applicant: code,
          campaignId: 'always',
          workingBody: '办公室',
        }),
  ),
  record({ id: caseId, code: cityCode, start: offset }).map(
    ({ id, code, start }): Step =>
      (_, day) =>
        command(admin, at(day), 'ImportLegacyCreation', {
          caseId: id,
          cityCode: code,
          mouDate: '2020-02-29',
          startDate: addDays(day, start),
          documentNumber: '1号',
        }),
  ),
  record({ id: caseId, purpose: fc.constantFrom('application', 'review') }).map(
    ({ id, purpose }): Step =>
      (it, day) =>
        consent(purpose as 'review', { caseId: id, date: day }, at(day), provinceOf(it, id)),
  ),
  caseId.map(
    (id): Step =>
      (it, day) =>
        command(by(it, id), at(day), 'SubmitApplication', {
          caseId: id,
          materials: applicationMaterials,
          figures: [],
          truthfulnessPledge: true,
        }),
  ),
  record({ id: caseId, due: fc.option(offset, { nil: undefined }) }).map(
    ({ id, due }): Step =>
      (_, day) =>
        command(officer, at(day), 'RequestSupplement', {
          caseId: id,
          items: ['未盖章'],
          dueDate: due === undefined ? undefined : addDays(day, due),
        }),
  ),
  caseId.map(
    (id): Step =>
      (it, day) =>
        command(by(it, id), at(day), 'SubmitSupplement', { caseId: id, materials: [material('other')] }),
  ),
  record({ id: caseId, name: fc.constantFrom('PassFormalReview', 'RejectFormalReview') }).map(
    ({ id, name }): Step =>
      (_, day) =>
        command(officer, at(day), name, { caseId: id, checklist: allMet, reasons: '已审' }),
  ),
  record({ id: caseId, start: offset }).map(
    ({ id, start }): Step =>
      (_, day) =>
        command(officer, at(day), 'StartCreation', { caseId: id, startDate: addDays(day, start), documentNumber: '1号' }),
  ),
  record({ id: caseId, end: offset }).map(
    ({ id, end }): Step =>
      (it, day) =>
        command(by(it, id), at(day), 'RequestCycleShortening', { caseId: id, newCycleEnd: addDays(day, end), reasons: '成效突出' }),
  ),
  record({
    id: caseId,
    decision: fc.constantFrom('approve', 'refuse'),
    exceptionalReasons: fc.option(fc.constant('例外'), { nil: undefined }),
  }).map(
    ({ id, ...data }): Step =>
      (_, day) =>
        command(approver, at(day), 'DecideCycleShortening', { caseId: id, documentNumber: '5号', ...data }),
  ),
  record({ id: caseId, end: offset }).map(
    ({ id, end }): Step =>
      (_, day) =>
        command(approver, at(day), 'ExtendCreation', {
          caseId: id,
          newCycleEnd: addDays(day, end),
          documentNumber: '7号',
          reasons: '延期',
        }),
  ),
  record({ id: caseId, name: fc.constantFrom('EndCreation', 'WithdrawApplication') }).map(
    ({ id, name }): Step =>
      (it, day) =>
        name === 'EndCreation'
          ? command(approver, at(day), name, { caseId: id, documentNumber: '8号', reasons: '未推进' })
          : command(by(it, id), at(day), name, { caseId: id, reasons: '撤回' }),
  ),
  record({ id: caseId, revenue: fc.constantFrom('499.99', '500', '812.40') }).map(
    ({ id, revenue }): Step =>
      (it, day) =>
        command(by(it, id), at(day), 'SubmitSelfAssessment', {
          caseId: id,
          indicatorVersion: '168-2022',
          figures: figures(revenue, '13.1'),
          materials: [material('self-assessment-report')],
        }),
  ),
  caseId.map(
    (id): Step =>
      (it, day) =>
        command(by(it, id), at(day), 'RequestReview', { caseId: id, materials: [material('review-application')] }),
  ),
  caseId.map(
    (id): Step =>
      (_, day) =>
        command(officer, at(day), 'ReturnReviewMaterials', { caseId: id, reasons: '缺页' }),
  ),
  record({ id: caseId, from: fc.constantFrom('330106', '310000', '441900') }).map(
    ({ id, from }): Step =>
      (_, day) =>
        command(officer, at(day), 'ConvenePanel', {
          caseId: id,
          panelId: 'p',
          experts: experts(from, '310000', '110000', '610100', '420100'),
          recusals: [],
        }),
  ),
  caseId.map(
    (id): Step =>
      (_, day) =>
        command(officer, at(day), 'RecordReviewMethod', {
          caseId: id,
          method: 'symposium',
          date: day,
          place: '北京',
          recordSha256: sha('b'),
        }),
  ),
  record({ id: caseId, expertId: fc.constantFrom('e1', 'e2', 'e9') }).map(
    ({ id, expertId }): Step =>
      (_, day) =>
        command(expert, at(day), 'ScoreIndicators', { caseId: id, expertId, scores: [{ indicator: 'A1.1', points: '8' }] }),
  ),
  record({ id: caseId, conclusion: fc.constantFrom('pass', 'fail') }).map(
    ({ id, conclusion }): Step =>
      (_, day) =>
        command(officer, at(day), 'ConcludeReview', { caseId: id, conclusion, reasons: '评审', improvementItems: ['提升'] }),
  ),
  record({
    ids: fc.uniqueArray(caseId, { minLength: 1 }),
    publicityId: fc.constantFrom(...PUBLICITIES),
    closes: fc.option(offset, { nil: undefined }),
    ago: fc.nat(3),
  }).map(
    ({ ids, publicityId, closes, ago }): Step =>
      (_, day) =>
        command(officer, at(day), 'StartPublicity', {
          publicityId,
          caseIds: ids,
          portalUrl: 'https://www.miit.gov.cn/p',
          closesOn: closes === undefined ? undefined : addDays(day, closes),
          publishedAt: at(addDays(day, -ago)),
        }),
  ),
  record({ publicityId: fc.constantFrom(...PUBLICITIES), newPublicityId: fc.constantFrom(...PUBLICITIES) }).map(
    (data): Step =>
      (_, day) =>
        command(officer, at(day), 'CorrectPublicity', { ...data, reason: '更正', portalUrl: 'https://www.miit.gov.cn/p' }),
  ),
  record({
    id: caseId,
    publicityId: fc.constantFrom(...PUBLICITIES),
    objectionId: fc.constantFrom('o1', 'o2', 'o3'),
    hidden: fc.boolean(),
    posted: fc.option(fc.nat(40), { nil: undefined }),
  }).map(
    ({ id, publicityId, objectionId, hidden, posted }): Step =>
      (_, day) =>
        command(
          posted === undefined ? someone : officer,
          at(day),
          'FileObjection',
          objection(objectionId, id, publicityId, {
            ...(hidden ? anonymous : {}),
            postmarkedOn: posted === undefined ? undefined : addDays(day, -posted),
          }),
        ),
  ),
  record({
    objectionId: fc.constantFrom('o1', 'o2', 'o3'),
    category: fc.constantFrom(undefined, 'standard-unmet', 'clerical', 'fraud'),
    investigationId: fc.constantFrom(undefined, 'i1'),
  }).map(
    ({ objectionId, ...more }): Step =>
      (_, day) =>
        answering(objectionId, { outcome: more.category ? 'upheld' : 'dismissed', ...more }, at(day)),
  ),
  fc.constantFrom('o1', 'o2', 'o3').map(
    (objectionId): Step =>
      (_, day) =>
        command(officer, at(day), 'WithdrawObjection', { objectionId, letterSha256: sha('e') }),
  ),
  record({ id: caseId, effective: offset }).map(
    ({ id, effective }): Step =>
      (_, day) =>
        command(approver, at(day), 'ConferTitle', {
          caseId: id,
          titleId: 't-1',
          documentNumber: '1号',
          effectiveDate: addDays(day, effective),
        }),
  ),
  record({ subject: fc.constantFrom(...CASES, 't-1'), investigationId: fc.constantFrom('i1', 'i2') }).map(
    (data): Step =>
      (_, day) =>
        command(auditor, at(day), 'OpenInvestigation', { ...data, clue: '举报', sourceProtected: true }),
  ),
  record({
    investigationId: fc.constantFrom('i1', 'i2', 'investigation-o1'),
    finding: fc.constantFrom('substantiated', 'not-substantiated'),
  }).map(
    (data): Step =>
      (_, day) =>
        command(approver, at(day), 'CloseInvestigation', { ...data, reasons: '经查' }),
  ),
  caseId.map(
    (id): Step =>
      (it, day) =>
        command(authority(provinceOf(it, id)), at(day), 'RecordAuthorityOpinion', { caseId: id, opinion: '同意', documentNumber: '1号' }),
  ),
  record({
    year: fc.constantFrom(2025, 2026, 2027, 2028),
    off: fc.nat(300),
    name: fc.constantFrom('PublishWorkCalendar', 'ReviseWorkCalendar'),
  }).map(
    ({ year, off, name }): Step =>
      (_, day) =>
        command(admin, at(day), name, { year, noticeNumber: '调整', offDays: [addDays(`${year}-01-01`, off)], makeupWorkdays: [] }),
  ),
  caseId.map(
    (id): Step =>
      (_, day) =>
        command(clock, at(day), 'RecomputeDeadlines', { caseId: id, cause: '调整' }),
  ),
  record({ id: caseId }).map(({ id }): Step => (it, day) => {
    const [open] = dossierOf(it, id).deadlines;
    return open && command(clock, at(day), 'PassDeadline', { caseId: id, kind: open.kind, of: open.of, endsAt: open.endsAt });
  }),
);

const deadlinesAllowed: Partial<Record<Status, readonly string[]>> = {
  SUPPLEMENT: ['supplement'],
  CREATING: ['creation-cycle', 'review-request'],
  PUBLICITY_OPEN: ['publicity-window'],
  TITLED: ['rectification'],
  EXIT_PROPOSED: ['rectification', 'statement-window'],
};
/** After a prior notice the statement window (陈述申辩期) runs beside the deadline of the status. */
const allowedIn = (status: Status): readonly string[] => [
  ...(deadlinesAllowed[status] ?? []),
  ...(CANCELLABLE.includes(status) ? ['statement-window'] : []),
  ...(['READY', 'CLEARED', 'EXIT_PROPOSED'].includes(status) ? ['takes-effect'] : []),
];

/** The invariants of a dossier that are broken, as a list; empty if it is sound. */
const unsound = (it: World, id: string): readonly string[] => {
  const state = dossierOf(it, id);
  const { status, deadlines, closedOn, publicity, application, creation, subject } = state;
  const flags = flagsOf(state);
  const deadline = deadlines.find(({ kind }) => kind === 'publicity-window');
  const city = subject?.programme === 'city';
  const notice = publicity?.notice;
  const among = (...statuses: readonly Status[]): boolean => statuses.includes(status);
  const holds: Readonly<Record<string, boolean>> = {
    'a status of the table': STATUSES.includes(status),
    'a subject from the first event on': (subject === null) === (status === 'NONE'),
    'one deadline of a kind': new Set(deadlines.map(({ kind }) => kind)).size === deadlines.length,
    'deadlines of its status': deadlines.every(({ kind }) => allowedIn(status).includes(kind)),
    'an open window is that of its notice':
      !among('PUBLICITY_OPEN') ||
      (deadline?.of === notice?.id && deadline?.endsAt === notice?.endsAt && deadline?.provisional === notice?.provisional),
    'closed on a day': (closedOn !== null) === CLOSED_STATUSES.includes(status),
    'marks of the cycle in creation only': among('CREATING') || !(flags.includes('CYCLE_ENDED') || flags.includes('OVERDUE')),
    'overdue after its end': !flags.includes('OVERDUE') || flags.includes('CYCLE_ENDED'),
    'an overdue supplement is one that is awaited': among('SUPPLEMENT') || !flags.includes('SUPPLEMENT_OVERDUE'),
    'clear without objection':
      !among('CLEARED', 'TITLED') ||
      (publicity?.objections ?? []).every(({ outcome }) => outcome === 'dismissed' || outcome === 'withdrawn'),
    'checked for an open objection': !among('OBJECTION_CHECK') || publicity!.objections.some(({ outcome }) => outcome === null),
    'applied for with consent': !city || !among('SUBMITTED', 'READY') || application?.consented === true,
    'reviewed with consent and self-assessment':
      !among('REVIEW_REQUESTED', 'UNDER_REVIEW', 'REVIEW_PASSED') ||
      ((!city || creation!.reviewConsent) && creation!.selfAssessment !== null),
  };
  return Object.keys(holds).filter((name) => !holds[name]);
};

const IN_2023: readonly Status[] = [
  'NONE',
  'PILOT',
  'DRAFT',
  'CONSENTED',
  'SUBMITTED',
  'SUPPLEMENT',
  'MUNICIPAL_CHECK',
  'PROVINCIAL_CHECK',
  'PROVINCIAL_APPROVED',
  'AT_MINISTRY',
  'READY',
];
const AFTER_2025: readonly Status[] = ['EXIT_PROPOSED', 'CANCELLED', 'EXITED'];

const caseOf = (data: unknown): unknown => (data as { readonly caseId?: string }).caseId;
/** The cases for which the act of a command has a gate that is closed. */
const gatedCases = (it: World, { do: name, by: actor, at: instant }: TestCommand): readonly string[] => {
  const gate = dossierActs.find(({ command: own }) => own === name)?.gate;
  return ['a', 'b'].filter((id) => dossierOf(it, id).subject && gate?.(dossierOf(it, id), { actor, at: parseInstant(instant)! }));
};

const count = (events: readonly DomainEvent[], id: string, ...types: string[]): number =>
  events.filter(({ type, data }) => types.includes(type) && (data as { caseId?: string }).caseId === id).length;

describe('any sequence of commands from any status', () => {
  const always = command(admin, at('2023-01-03'), 'OpenCampaign', {
    campaignId: 'always',
    programme: 'city',
    track: 'creation-application',
    year: 2023,
    documentNumber: '1号',
    opensAt: '2020-01-01T00:00:00+08:00',
    closesAt: '2040-01-01T00:00:00+08:00',
  });
  const bases = Object.fromEntries(STATUSES.map((status) => [status, worldIn[status]().given(always)])) as Record<Status, World>;
  it('throws nothing and leaves every dossier sound', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STATUSES),
        fc.array(fc.tuple(fc.oneof({ arbitrary: sensible, weight: 2 }, { arbitrary: anything, weight: 3 }), fc.nat(120)), {
          maxLength: 25,
          size: 'max',
        }),
        (status, steps) => {
          const it = bases[status].fork();
          let day = AFTER_2025.includes(status) ? '2026-03-20' : IN_2023.includes(status) ? '2023-11-07' : '2025-10-09';
          for (const [step, wait] of steps) {
            const wasInvestigated = openInvestigation(dossierOf(it).investigations) !== undefined;
            const one = step(it, day);
            if (!one) continue;
            const gated = gatedCases(it, one);
            const { refusal, events } = it.when(one);
            // A gate holds for every payload: `GET /dossiers/{id}/actions` says so before there is one.
            if (!refusal && events.length && gated.some((id) => events.some(({ data }) => caseOf(data) === id)))
              throw new Error(`${one.do} was accepted through its gate`);
            if (refusal && events.length) throw new Error(`${one.do} was refused and left its mark`);
            if (wasInvestigated && count(events, 'a', 'TitleConferred')) throw new Error('conferred under investigation');
            expect([one.do, ...unsound(it, 'a'), ...unsound(it, 'b')]).toEqual([one.do]);
            day = addDays(day, Math.max(0, wait - 90));
          }
          const all = it.events();
          for (const id of ['a', 'b']) {
            expect(count(all, id, 'CreationCycleEnded')).toBeLessThanOrEqual(1 + count(all, id, 'CreationCycleExtended'));
            expect(count(all, id, 'CreationCycleOverdue')).toBeLessThanOrEqual(count(all, id, 'CreationCycleEnded'));
            // A conferral that was set aside may be followed by another one (decisions 33).
            expect(count(all, id, 'TitleConferred')).toBeLessThanOrEqual(1 + count(all, id, 'DecisionSetAside'));
          }
          const [a, b] = ['a', 'b'].map((id) => dossierOf(it, id));
          const open = ({ status: now }: { status: Status }) => now !== 'NONE' && !CLOSED_STATUSES.includes(now);
          if (open(a!) && open(b!)) expect(a!.subject!.applicant).not.toBe(b!.subject!.applicant);
        },
      ),
      { numRuns: 200 },
    );
  });
});
