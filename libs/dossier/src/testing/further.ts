import type { TestCommand, World } from '@minglu/kernel/testing';
import { STATUSES, type Status } from '../case/status.js';
import { SERVED_EVENTS } from '../case/papers.js';
import { mayHappen } from '../case/table.js';
import {
  announcing,
  answering,
  cancelledUnanswered,
  cancelling,
  checking,
  conferring,
  contested,
  dossierOf,
  exitProposed,
  exited,
  filing,
  freshWorld,
  imported,
  investigating,
  longTitled,
  noticeServed,
  noticeWithdrawn,
  parkAgain,
  parkDenied,
  parkSubmitted,
  parkSupplement,
  passing,
  pilot,
  provincialCheck,
  posting,
  publicityClosed,
  ready,
  serving,
  starting,
  statementClosed,
  substantiating,
  submitted,
  supplementRequested,
  throughReview,
  titled,
  worldIn,
} from './cases.js';
import { plausible } from './every-command.js';
import { command, material, objection, on, sha } from './payloads.js';
import { admin, approver, auditor, city, clock, officer, someone } from './people.js';

type Drive = readonly [World, TestCommand];

const own = (it: World) => city(dossierOf(it).subject!.applicant);
const recount = command(clock, on('2026-03-05'), 'RecomputeDeadlines', { caseId: 'a', cause: '调整' });
const revised = command(admin, on('2026-03-05', '09:00:00'), 'ReviseWorkCalendar', {
  year: 2026,
  noticeNumber: '调整',
  offDays: ['2026-03-06'],
  makeupWorkdays: [],
});

/** The commands after a prior notice, in a status in which one can be served. */
const afterNotice = (before: () => World, proposed: 'exit' | 'cancel-qualification'): readonly Drive[] => {
  const served = () => before().given(serving(proposed));
  const stating = (it: World) => command(own(it), on('2026-03-05'), 'SubmitStatement', { proceedingId: 'pr1', content: '请求复核' });
  const asking = (it: World) => command(own(it), on('2026-03-05'), 'RequestHearing', { proceedingId: 'pr1' });
  const it = served();
  return [
    [before(), serving(proposed)],
    [served(), stating(it)],
    [served(), command(own(it), on('2026-03-05'), 'WaiveStatement', { proceedingId: 'pr1' })],
    [
      served().given(stating(it)),
      command(officer, on('2026-03-12'), 'ReviewStatement', { proceedingId: 'pr1', adopted: false, reasons: '不成立' }),
    ],
    [served(), asking(it)],
    [
      served().given(asking(it)),
      command(officer, on('2026-03-06'), 'HoldHearing', { proceedingId: 'pr1', heldOn: '2026-03-06', recordSha256: sha('c') }),
    ],
    [served().given(asking(it)), command(officer, on('2026-03-06'), 'RefuseHearing', { proceedingId: 'pr1', reasons: '不属于听证范围' })],
    [served(), passing(it, 'statement-window')],
    [served().given(revised), recount],
  ];
};

/** The statuses from the start of creation to the conferral. */
export const CANCELLABLE: readonly Status[] = STATUSES.filter((status) => mayHappen('CancelQualification', status));
const cancellations = (): readonly Drive[] =>
  CANCELLABLE.flatMap((status) => [
    ...afterNotice(() => worldIn[status]().given(investigating()), 'cancel-qualification'),
    [statementClosed(noticeServed(worldIn[status]())), cancelling()] as const,
  ]);

const inspected = (before: World): World =>
  before.given(
    command(officer, on('2026-03-06'), 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '举报', sourceProtected: true }),
  );
const handingOver = command(officer, on('2026-03-07'), 'HandOverInvestigation', {
  investigationId: 'i1',
  to: 'auditor-1',
  reasons: '调整',
});
const holdingCase = command(officer, on('2026-03-07'), 'PlaceLegalHold', { holdId: 'h1', subject: 'a', reasons: '保全' });
const exportingEvidence = command(auditor, on('2026-03-07'), 'ExportEvidence', { exportId: 'e1', subject: 'a', reasons: '移送' });
const proposingLifting = command(officer, on('2026-03-08'), 'ProposeHoldLifting', { holdId: 'h1', reasons: '已结案' });

/** The acts of an investigation that change no status: evidence, hand-over and legal hold. */
const evidence = (): readonly Drive[] =>
  STATUSES.filter((status) => status !== 'NONE').flatMap((status): readonly Drive[] => [
    [
      inspected(worldIn[status]()),
      command(auditor, on('2026-03-07'), 'AddEvidence', { investigationId: 'i1', eventIds: ['1'], materials: [material('evidence')] }),
    ],
    [inspected(worldIn[status]()), handingOver],
    [
      inspected(worldIn[status]()).given(handingOver),
      command(auditor, on('2026-03-08'), 'TakeOverInvestigation', { investigationId: 'i1' }),
    ],
    [worldIn[status](), holdingCase],
    [worldIn[status](), exportingEvidence],
    [worldIn[status]().given(holdingCase), proposingLifting],
    [worldIn[status]().given(holdingCase, proposingLifting), command(approver, on('2026-03-09'), 'LiftLegalHold', { holdId: 'h1' })],
  ]);

/** The last figure that a case states, as a finding names it; undefined if it states none. */
export const statedFigure = (
  it: World,
): { readonly eventId: string; readonly indicator: string; readonly dataYear: number } | undefined => {
  const events = it.events();
  const place = events.findLastIndex(({ data }) => (data as { figures?: readonly unknown[] }).figures?.length);
  const [first] = (events[place]?.data as { figures?: readonly { indicator: string; dataYear: number }[] } | undefined)?.figures ?? [];
  return first && { eventId: String(place + 1), indicator: first.indicator, dataYear: first.dataYear };
};
const stating: Readonly<Partial<Record<Status, () => World>>> = {
  WITHDRAWN: () =>
    submitted().given(command(city('441900'), on('2023-11-10'), 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' })),
  DRAFT: () => parkSubmitted().given(checking('municipal', '2023-11-08', 'ReturnMaterials')),
  CREATION_ENDED: () =>
    pilot().given(command(approver, on('2023-10-20'), 'ClosePilot', { caseId: 'a', documentNumber: '1号', reasons: '未推进' })),
};
const falseFigures = (): readonly Drive[] =>
  STATUSES.filter((status) => mayHappen('FindFigureFalse', status)).flatMap((status): readonly Drive[] => {
    const it = inspected((stating[status] ?? worldIn[status])());
    if (!statedFigure(it)) throw new Error(`case a states no figure in ${status}`);
    const of = { investigationId: 'i1', ...statedFigure(it), reasons: '与税务数据不符' };
    const finding = command(auditor, on('2026-03-07'), 'FindFigureFalse', of);
    return [
      [it, finding],
      [it.fork().given(finding), command(officer, on('2026-03-08'), 'WithdrawFigureFinding', { ...of, reasons: '口径调整' })],
    ];
  });

export const publishing = (evaluationYear: number, stars: number | null, more: Record<string, unknown> = {}): TestCommand =>
  command(approver, on('2026-03-08'), 'PublishEvaluationResults', {
    evaluationYear,
    documentNumber: '1号',
    results: [{ titleId: 't-a', stars }],
    ...more,
  });
export const correctingResult = (evaluationYear: number, stars: number): TestCommand =>
  command(approver, on('2026-03-09'), 'CorrectEvaluationResult', {
    titleId: 't-a',
    evaluationYear,
    stars,
    reason: '数据有误',
    documentNumber: '2号',
  });
/** The ruling by which a proposal for two one-star years falls. */
export const withdrawingProposal = (at = on('2026-03-08')): TestCommand => ({ ...settling(false), at });
export const evaluationCampaign = command(admin, on('2025-10-21', '09:00:00'), 'OpenCampaign', {
  campaignId: 'city-evaluation-2025',
  programme: 'city',
  track: 'evaluation',
  year: 2025,
  documentNumber: '1号',
  opensAt: '2025-10-01T00:00:00+08:00',
  closesAt: '2026-12-31T00:00:00+08:00',
});
export const settling = (consecutive: boolean): TestCommand =>
  command(approver, on('2026-03-10'), 'SettleStreak', { titleId: 't-a', consecutive, documentNumber: '3号', reasons: '裁定' });
export const ordering = (more: Record<string, unknown> = {}): TestCommand =>
  command(officer, on('2026-03-09'), 'OrderRectification', {
    titleId: 't-a',
    evaluationYear: 2025,
    reminder: '请高度重视',
    items: ['提升创新能力'],
    ...more,
  });

const yearly = (before: () => World): readonly Drive[] => {
  const open = () => before().given(evaluationCampaign);
  const named = plausible(open());
  const submitted = () => open().given(named.SubmitEvaluation);
  const oneStar = () => before().given(publishing(2025, 1));
  const due = () => oneStar().given(ordering({ dueDate: '2026-06-30' }));
  return [
    [open(), named.SubmitEvaluation],
    [submitted(), named.ApproveMaterials],
    [submitted(), named.ReturnMaterials],
    [before().given(publishing(2024, 1)), publishing(2025, 1)],
    [before().given(publishing(2023, 1)), publishing(2025, 1)],
    [before().given(publishing(2024, 1), publishing(2025, 2)), correctingResult(2025, 1)],
    [before().given(publishing(2023, 1), publishing(2025, 2)), correctingResult(2025, 1)],
    [before().given(publishing(2023, 1), publishing(2025, 1)), settling(true)],
    [oneStar(), ordering()],
    [due(), plausible(due()).SubmitRectification],
    [due().given(plausible(due()).SubmitRectification), plausible(due()).AcceptRectification],
    [due(), passing(due(), 'rectification')],
  ];
};

export const authorising = command(officer, on('2025-10-22'), 'AuthoriseTitleUse', {
  authorisationId: 'u1',
  titleId: 't-a',
  scope: '宣传册',
  from: '2025-10-22',
  until: null,
});
const ending = command(officer, on('2026-03-05'), 'EndTitleUse', { authorisationId: 'u1', reasons: '活动结束' });
const inUse = () => titled().given(authorising);

/** Decisions that name a later day, and that day. */
const later = (): readonly Drive[] => {
  const start = () => ready().given(starting('2024-02-01'));
  const conferral = () => publicityClosed().given(conferring({ effectiveDate: '2025-11-03' }));
  const exit = () => statementClosed(exitProposed(inUse()).given(serving('exit'))).given(announcing({ effectiveDate: '2026-04-01' }));
  return [start, conferral, exit].map((decided) => [decided(), passing(decided(), 'takes-effect')] as const);
};

/** Objections that wait for their answers when the notice is withdrawn, or the case is cancelled. */
const unanswered = (): readonly Drive[] =>
  (
    [
      [noticeWithdrawn, on('2025-10-21')],
      [cancelledUnanswered, on('2026-03-20')],
    ] as const
  ).flatMap(([before, at]) => {
    const asFraud = answering('o2', { outcome: 'upheld', category: 'fraud', investigationId: 'i-o2' }, at);
    const close = command(approver, at, 'CloseInvestigation', {
      investigationId: 'i-o2',
      finding: 'not-substantiated',
      reasons: '查无实据',
    });
    return [
      [before(), answering('o2', { outcome: 'dismissed' }, at)],
      [before(), asFraud],
      [before(), command(officer, at, 'WithdrawObjection', { objectionId: 'o2', letterSha256: sha('e') })],
      [before().given(asFraud), close],
    ] as const;
  });

/** The ministry ends an application that did not reach it, after the campaign; an applicant ends its own. */
const applicationsEnded = (): readonly Drive[] => {
  const parkChecked = () => parkSubmitted().given(checking('municipal', '2023-11-08'));
  return [
    ...[worldIn.DRAFT, worldIn.CONSENTED, parkSubmitted, parkChecked, worldIn.PROVINCIAL_APPROVED].map(
      (before) => [before(), command(officer, on('2024-01-15'), 'CloseApplication', { caseId: 'a', reasons: '截止后未报送' })] as const,
    ),
    ...[parkSubmitted, parkChecked].map((before) => [before(), plausible(before()).WithdrawApplication] as const),
    [awaitingPanel(), command(city('park-1'), on('2023-10-27'), 'WithdrawApplication', { caseId: 'a', reasons: '材料需完善' })],
    [parkSupplement(), plausible(parkSupplement()).SubmitSupplement],
  ];
};
const awaitingPanel = (): World => provincialCheck().given(checking('provincial', '2023-10-26'));
/** Remedies against decisions, and decisions that are set aside. */
const noting = (at: string): TestCommand =>
  command(officer, at, 'NoteReviewOrLitigation', { caseId: 'a', kind: 'litigation', date: at.slice(0, 10) });
const settingAside = (at: string, more: Record<string, unknown> = {}): TestCommand =>
  command(approver, at, 'SetAsideDecision', { caseId: 'a', ground: 'court', documentNumber: '1号', reasons: '认定不清', ...more });
const remedies = (): readonly Drive[] => {
  const denied = () => contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
  const day = '2025-11-28';
  const steps = throughReview('a', '330100', day);
  const again = (count: number) => denied().given(...steps.slice(0, count));
  const noticed = () => again(steps.length).given(posting('p2', ['a'], on(day)));
  const closed = (it: World) => it.given(passing(it, 'publicity-window'));
  const objected = () => closed(noticed().given(command(someone, on(day, '11:00:00'), 'FileObjection', objection('o2', 'a', 'p2'))));
  const starred = () => longTitled().given(publishing(2023, 1), publishing(2024, 1), publishing(2025, 1));
  const pending = () => publicityClosed().given(conferring({ effectiveDate: '2025-12-01' }));
  const at = on('2026-04-01');
  const served = (it: World): TestCommand =>
    command(officer, at, 'RecordService', {
      caseId: 'a',
      decisionEventId: String(it.events().findLastIndex(({ type }) => (SERVED_EVENTS as readonly string[]).includes(type)) + 1),
      service: { method: 'direct' },
    });
  const closedByMinistry = () =>
    worldIn.DRAFT().given(command(officer, on('2024-01-15'), 'CloseApplication', { caseId: 'a', reasons: '截止后未报送' }));
  const exit = () => statementClosed(exitProposed().given(serving('exit'))).given(announcing());
  const decided = [parkDenied(), denied(), again(3), again(5), again(steps.length), noticed(), objected(), closed(noticed())];
  return [
    ...[
      ...decided,
      titled().given(publishing(2025, 1)),
      starred(),
      worldIn.REJECTED(),
      worldIn.CREATION_ENDED(),
      worldIn.CANCELLED(),
      exit(),
      closedByMinistry(),
    ].flatMap((it) => [[it, noting(at)] as const, [it.fork(), served(it)] as const]),
    [supplementRequested(), { ...served(supplementRequested()), at: on('2023-12-05') }],
    [parkDenied(), settingAside(at)],
    [denied(), settingAside(at)],
    [pending(), settingAside(on('2025-11-03'))],
    [starred(), settingAside(at, { decision: 'EvaluationResultPublished', evaluationYear: 2023 })],
    [
      statementClosed(starred().given(serving('exit', { basis: ['measure-2022/24'] }, on('2026-03-09')))).given(
        announcing({}, on('2026-03-20')),
      ),
      { ...correctingResult(2025, 2), at },
    ],
  ];
};

const late = (at: string): TestCommand => filing('o-late', at);

/** Further commands for the table of statuses: they produce the events that the plausible commands of the plain worlds do not. */
export const furtherDrives = (): readonly Drive[] => [
  [
    freshWorld().given(command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '441900' })),
    plausible(freshWorld()).ImportPilotPark,
  ],
  ...cancellations(),
  ...afterNotice(exitProposed, 'exit'),
  ...evidence(),
  ...falseFigures(),
  [imported(), plausible(imported()).RefuseProvincialConsent],
  ...yearly(longTitled),
  ...yearly(() => exitProposed(longTitled())),
  [longTitled().given(publishing(2024, 1), publishing(2025, 1)), correctingResult(2025, 2)],
  [longTitled().given(publishing(2024, 1), publishing(2025, 1), investigating(on('2026-03-09'))), substantiating('i-f', on('2026-03-10'))],
  [longTitled().given(publishing(2024, 1), publishing(2025, 1)), settling(false)],
  [inUse(), ending],
  [exitProposed(inUse()), ending],
  [statementClosed(exitProposed(inUse()).given(serving('exit'))), announcing()],
  ...later(),
  ...unanswered(),
  ...applicationsEnded(),
  ...remedies(),
  [parkDenied(), late(on('2025-11-28'))],
  [parkAgain(), late(on('2025-11-28'))],
  [parkAgain().given(checking('municipal', '2025-11-06')), late(on('2025-11-28'))],
  [statementClosed(parkDeniedAndNoticed()).given(cancelling()), late(on('2026-03-20'))],
  [exited(), late(on('2026-03-20'))],
];
const parkDeniedAndNoticed = (): World => parkDenied().given(investigating(), substantiating(), serving('cancel-qualification'));
