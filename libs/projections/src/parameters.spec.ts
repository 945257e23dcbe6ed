import { ref, type Day } from '@minglu/kernel';
import { freePerson, type TestCommand, type World } from '@minglu/kernel/testing';
import {
  admin,
  allMet,
  anonymous,
  approver,
  atMinistry,
  city,
  command,
  conferring,
  contested,
  deadlineOf,
  dossierOf,
  experts,
  figures,
  flags,
  freshWorld,
  imported,
  importing,
  longTitled,
  material,
  on,
  opening,
  ordering,
  passedPark,
  passing,
  posting,
  publicityClosed,
  publishing,
  officer,
  ready,
  rejected,
  reviewPassed,
  reviewRequested,
  serving,
  exitProposed,
  filing,
  inPublicity,
  someone,
  started,
  starting,
  statusOf,
  submitted,
  supplementRequested,
  titled,
  titledPark,
  underReview,
} from '@minglu/dossier/testing';
import { policies, reports, workCalendar } from '@minglu/reference';
import { indicators168, parameters, POLICY_KEYS, type PolicyKey } from '@minglu/regulation';
import { priorityOf } from './priority.js';
import { remindersOf } from './reminders.js';

/** Sets the value, in a world that is ready for the act. */
type Set = (it: World) => World;
/** A change of a value, and the behaviours that it must change. */
type Row = readonly [value: unknown, ...behaviours: ((set: Set) => unknown)[]];

/** The code of the refusal; the types of the events if it is accepted. */
const answer = (it: World, one: TestCommand) => {
  const { refusal, events, warnings } = it.when(one);
  return [refusal?.code ?? events.map(({ type }) => type), warnings.map(({ code }) => code)];
};
const dueOn = (it: World, kind: string) =>
  remindersOf(
    dossierOf(it),
    statusOf(it),
    { policies: it.state(policies), calendar: it.state(workCalendar), notHeld: [] },
    'ministry',
  ).find((one) => one.kind === kind)?.dueOn;
const supplement = (at: string) => command(officer, at, 'RequestSupplement', { caseId: 'a', items: ['未盖章'] });
const panelOf = (...cities: readonly string[]) =>
  command(officer, on('2025-09-25', '08:40:00'), 'ConvenePanel', { caseId: 'a', panelId: 'p', experts: experts(...cities), recusals: [] });
const FIVE = ['110000', '310000', '110000', '610100', '420100'];
const elsewhere = 'https://ythzxfw.miit.gov.cn/p1';
const report = (name: string, day: string, data: object = {}, by = officer) => command(by, on(day), name, { reportId: 'r1', ...data });
const filed = (set: Set) => set(freshWorld()).given(report('FileReport', '2025-09-08', { content: '数据虚报' }, someone));
const accepted = (set: Set) => filed(set).given(report('AcceptReport', '2025-09-10'));
const reportEnds = (it: World) => it.state(ref(reports, 'r1'));

const POLICIES: Readonly<Record<PolicyKey, Row>> = {
  'policy/one-supplement': [
    false,
    (set) =>
      answer(
        set(supplementRequested()).given(
          command(city('441900'), on('2023-11-13'), 'SubmitSupplement', { caseId: 'a', materials: [material('other')] }),
        ),
        supplement(on('2023-11-14')),
      ),
  ],
  'policy/formal-review-working-days': [
    30,
    (set) => answer(set(submitted()), supplement(on('2023-11-20'))),
    (set) => dueOn(set(submitted()), 'formal-review'),
  ],
  'policy/supplement-working-days': [
    20,
    (set) =>
      answer(
        set(submitted()).given(supplement(on('2023-11-10'))),
        command(officer, on('2023-12-01'), 'RejectFormalReview', { caseId: 'a', checklist: allMet, reasons: '逾期' }),
      ),
    (set) => dueOn(set(submitted()).given(supplement(on('2023-11-10'))), 'supplement'),
  ],
  'policy/effect-ahead-days': [
    10,
    (set) => answer(set(publicityClosed()), conferring({ effectiveDate: '2025-11-20' })),
    (set) => answer(set(ready()), starting('2024-02-01')),
  ],
  'policy/measure-published-on': [
    '2022-01-05',
    (set) => answer(set(freshWorld()), importing('a', '330100', '2025-09-25')),
    (set) =>
      answer(
        set(freshWorld()),
        command(admin, on('2024-10-01'), 'ImportLegacyTitle', {
          titleId: 'a',
          cityCode: '350100',
          variant: 'famous',
          conferredOn: '2022-02-01',
          source: '部文件',
        }),
      ),
  ],
  'policy/progress-months': [3, (set) => dueOn(set(started()), 'progress-report')],
  'policy/review-request-months': [
    12,
    (set) => {
      const it = set(imported('a', '330100', '2025-01-02'));
      return deadlineOf(it.given(passing(it, 'creation-cycle')), 'review-request')?.endsAt;
    },
  ],
  'policy/clues-per-case': [
    1,
    (set) => {
      const anonymously = (id: string) => filing(id, on('2025-10-09'), anonymous);
      return answer(set(inPublicity()).given(anonymously('c1')), anonymously('c2'));
    },
  ],
  'policy/delegation-days': [
    5,
    (set) =>
      answer(set(inPublicity()), {
        by: officer,
        at: on('2025-10-09'),
        do: 'DelegateTasks',
        with: { person: officer.person, delegationId: 'd1', to: 'officer-9', until: '2025-10-20', reasons: '年休假' },
      }),
  ],
  'policy/personal-data-days': [
    400,
    (set) => {
      const matters = [{ of: 'a', endedOn: '2025-01-02' as Day, about: [], recused: [] }];
      return answer(set(inPublicity()), {
        ...command(officer, on('2025-10-09'), 'ProposeErasure', { erasureId: 'e1', eventId: '1', ground: 'retention-over' }),
        person: { ...freePerson, matters },
      });
    },
  ],
  'policy/unmasking-hours': [
    48,
    (set) => {
      const ofEvent = { unmaskingId: 'u1', eventId: '1' };
      const it = set(inPublicity()).given(command(officer, on('2025-10-09'), 'RequestUnmasking', { ...ofEvent, ground: '核实' }));
      return it.when(command(approver, on('2025-10-09'), 'ApproveUnmasking', ofEvent)).events[0]?.data;
    },
  ],
  'policy/panel-minimum': [
    7,
    (set) => answer(set(reviewRequested()), panelOf(...FIVE)),
    (set) =>
      answer(
        set(underReview()),
        command(officer, on('2025-09-26'), 'ConcludeReview', {
          caseId: 'a',
          conclusion: 'pass',
          reasons: '达到创建标准',
          votes: FIVE.map((_, index) => ({ expertId: `e${index + 1}`, vote: 'pass' })),
        }),
      ),
  ],
  'policy/recusal': [false, (set) => answer(set(reviewRequested()), panelOf('330100', ...FIVE.slice(1)))],
  'policy/review-by-system-in-force': [
    false,
    (set) => {
      const next = { ...indicators168, versionId: '200-2025', effectiveFrom: '2025-07-01' };
      const it = set(started()).given(
        command(city('441900'), on('2025-06-01'), 'RequestCycleShortening', {
          caseId: 'a',
          newCycleEnd: '2026-06-30',
          reasons: '成效突出',
        }),
        command(approver, on('2025-07-01'), 'DecideCycleShortening', { caseId: 'a', decision: 'approve', documentNumber: '5号' }),
        command(admin, on('2025-07-01'), 'PublishIndicatorSystem', next),
      );
      const assessment = command(city('441900'), on('2026-07-01'), 'SubmitSelfAssessment', {
        caseId: 'a',
        indicatorVersion: '168-2022',
        figures: figures('812.40', '13.1', 2025),
        materials: [material('self-assessment-report')],
      });
      return answer(it, assessment);
    },
  ],
  'policy/objection-handling-days': [30, (set) => dueOn(set(contested()), 'objection-handling')],
  'policy/conferral-working-days': [10, (set) => dueOn(set(publicityClosed()), 'conferral')],
  'policy/enhancement-plan-months': [3, (set) => dueOn(set(titled()), 'enhancement-plan')],
  'policy/evaluation-months': [3, (set) => dueOn(set(titled()), 'evaluation')],
  'policy/monitoring-months': [3, (set) => dueOn(set(titled()), 'monitoring')],
  'policy/statement-working-days': [10, (set) => deadlineOf(set(exitProposed()).given(serving('exit')), 'statement-window')?.endsAt],
  'policy/cooling-off-months': [
    3,
    (set) =>
      answer(
        set(rejected()).given(
          command(admin, on('2023-12-05'), 'OpenCampaign', {
            campaignId: 'city-creation-2024',
            programme: 'city',
            track: 'creation-application',
            year: 2024,
            documentNumber: '1号',
            opensAt: '2024-01-01T00:00:00+08:00',
            closesAt: '2024-12-31T00:00:00+08:00',
          }),
        ),
        opening({ caseId: 'b', campaignId: 'city-creation-2024' }, on('2024-02-01')),
      ),
  ],
  'policy/portal-hosts': [
    ['ythzxfw.miit.gov.cn'],
    (set) => answer(set(reviewPassed()), posting('p1', ['a'], on('2025-09-26'), { portalUrl: elsewhere })),
    (set) =>
      answer(
        set(titled()),
        command(officer, on('2026-03-05'), 'StartEvaluationPublicity', {
          titleId: 't-a',
          evaluationYear: 2025,
          portalUrl: elsewhere,
          from: '2026-03-05',
          until: '2026-03-05',
        }),
      ),
  ],
  'policy/report-acceptance-days': [30, (set) => reportEnds(filed(set))],
  'policy/report-handling-days': [90, (set) => reportEnds(accepted(set))],
  'policy/report-extension-days': [
    60,
    (set) => reportEnds(accepted(set).given(report('ExtendReportHandling', '2025-10-09', { reasons: '须赴现场' }))),
  ],
  'policy/park-publicity-working-days': [10, (set) => deadlineOf(set(passedPark()).given(posting()), 'publicity-window')?.endsAt],
  'policy/park-creation-years': [
    2,
    (set) => {
      const passed = command(officer, on('2023-12-04'), 'PassFormalReview', { caseId: 'a', checklist: allMet, reasons: '已审' });
      return deadlineOf(set(atMinistry().given(passed)).given(starting('2024-01-05')), 'creation-cycle')?.endsAt;
    },
  ],
  'policy/park-maximum-stars': [3, (set) => answer(set(titledPark()), publishing(2025, 2))],
};

const PARAMETERS: Readonly<Record<keyof typeof parameters, Row>> = {
  'priority-parks': [3, (set) => priorityOf(dossierOf(set(submitted())), Array(2).fill({ from: '2023-01-01', until: null }))],
  'creation-years': [4, (set) => deadlineOf(set(ready()).given(starting('2024-01-05')), 'creation-cycle')?.endsAt],
  'minimum-creation-years': [
    1,
    (set) =>
      answer(
        set(imported('a', '330100', '2023-01-05')).given(
          command(city('330100'), on('2023-06-01'), 'RequestCycleShortening', {
            caseId: 'a',
            newCycleEnd: '2023-12-28',
            reasons: '成效突出',
          }),
        ),
        command(approver, on('2023-07-03'), 'DecideCycleShortening', { caseId: 'a', decision: 'approve', documentNumber: '5号' }),
      ),
  ],
  'publicity-working-days': [10, (set) => deadlineOf(set(reviewPassed()).given(posting()), 'publicity-window')?.endsAt],
  'maximum-stars': [2, (set) => answer(set(titled()), publishing(2025, 3))],
  'rectification-stars': [
    2,
    (set) => answer(set(titled()).given(publishing(2025, 2)), ordering()),
    (set) => flags(set(titled()).given(publishing(2025, 2))),
  ],
  'exit-streak-years': [
    3,
    (set) => answer(set(longTitled()).given(publishing(2024, 1)), publishing(2025, 1)),
    (set) => answer(set(longTitled()).given(publishing(2023, 1), publishing(2024, 1)), publishing(2025, 1)),
  ],
};

const asItIs: Set = (it) => it;
const setting =
  (key: string, value: unknown): Set =>
  (it) =>
    it.given(command(admin, '2022-12-02T09:00:00+08:00', 'SetPolicy', { key, value, documentNumber: '口径' }));

describe('each policy', () => {
  it('has a row', () => expect(Object.keys(POLICIES).sort()).toEqual([...POLICY_KEYS].sort()));
  it.each(Object.entries(POLICIES))('%s is read where it applies', (key, [value, ...behaviours]) => {
    for (const shown of behaviours) expect(shown(setting(key, value))).not.toEqual(shown(asItIs));
  });
});

describe('each number of the Measure', () => {
  /** Runs `body` while the parameter has another value. */
  const amended = <T>(name: keyof typeof parameters, value: unknown, body: () => T): T => {
    const parameter = parameters[name] as { versions: unknown };
    const { versions } = parameter;
    parameter.versions = [{ value, validFrom: null, validTo: null }];
    try {
      return body();
    } finally {
      parameter.versions = versions;
    }
  };
  const rows = Object.entries(PARAMETERS) as [keyof typeof parameters, Row][];
  it('has a row', () => expect(Object.keys(PARAMETERS).sort()).toEqual(Object.keys(parameters).sort()));
  it.each(rows)('%s is read where it applies', (name, [value, ...behaviours]) => {
    for (const shown of behaviours) expect(amended(name, value, () => shown(asItIs))).not.toEqual(shown(asItIs));
  });
});
