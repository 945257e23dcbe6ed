import { classify, ref } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { isReportDeadlineOpen, reportEvents, reports } from './report.js';
import { shippedReferenceData } from './seed.js';
import { fresh as withoutData } from './testing/fresh.js';

const person = (role: string, name: string, org = 'MIIT') => ({ role, org, person: name });
const anyone = person('public', 'someone', 'public');
const officer = person('ministry-officer', 'officer-1');
const send = (by: typeof anyone, day: string, name: string, data: object) => ({
  by,
  at: `${day}T09:00:00+08:00`,
  do: name,
  with: { reportId: 'r1', ...data },
});
const filing = (more: object = {}, by = anyone, day = '2025-09-08') =>
  send(by, day, 'FileReport', { name: '张三', contact: '010-1', content: '数据虚报', ...more });
const accepting = (day = '2025-09-10') => send(officer, day, 'AcceptReport', {});
const refusing = (day = '2025-09-10') => send(officer, day, 'RefuseReport', { reasons: '不属于本部职责' });
const extending = (day: string) => send(officer, day, 'ExtendReportHandling', { reasons: '须赴现场' });
const handling = (more: object = {}, day = '2025-10-09') =>
  send(officer, day, 'HandleReport', { outcome: 'not-substantiated', findings: '查无实据', answer: '已答复', ...more });
const seeded = withoutData().given(
  ...shippedReferenceData.map(({ do: name, with: data }) => ({
    by: person('system', 'system'),
    at: '2022-12-01T00:00:00+08:00',
    do: name,
    with: data,
  })),
);
const fresh = () => seeded.fork();
const filed = () => fresh().given(filing());
const accepted = () => filed().given(accepting());
const deadline = (it: World, kind: string) => it.state(ref(reports, 'r1'))!.deadlines.find((one) => one.kind === kind)!;

describe('FileReport (decisions 37)', () => {
  it('seals the identity and the text, and gives the ministry fifteen days', () => {
    const it = fresh();
    const [event] = it.when(filing()).then('ReportFiled').thenWarns().events;
    expect(event!.data).toMatchObject({ nameMode: 'real-name', channel: 'online', receivedOn: '2025-09-08' });
    for (const field of ['name', 'contact', 'content']) expect(event!.data).toHaveProperty([field, 'commitment']);
    expect(deadline(it, 'report-acceptance')).toMatchObject({ of: 'r1', lastDay: '2025-09-23' });
  });
  it('keeps the digests of the files of its sealed evidence, without their names', () => {
    const sha256 = 'a'.repeat(64);
    const [event] = fresh()
      .when(filing({ evidence: [{ name: '张三的发票.jpg', sha256 }] }))
      .then('ReportFiled').events;
    expect(event!.data).toMatchObject({ files: [{ sha256 }] });
    expect(JSON.stringify(event)).not.toContain('发票');
  });
  it('on paper is entered by an officer, who gives the day of receipt', () => {
    const it = fresh();
    const [event] = it.when(filing({ receivedOn: '2025-09-05' }, officer)).then('ReportFiled').events;
    expect(event!.data).toMatchObject({ channel: 'paper', receivedOn: '2025-09-05' });
    fresh()
      .when(filing({ receivedOn: '2025-09-05' }))
      .thenRefused('received-by-officer', 'measure-2022/25');
    fresh()
      .when(filing({ receivedOn: '2025-09-09' }, officer))
      .thenRefused('date-in-future', 'measure-2022/25');
    for (const role of ['applicant', 'auditor', 'ministry-approver'])
      fresh()
        .when(filing({}, person(role, 'x')))
        .thenRefused('not-authorised');
  });
  it('is anonymous without a name; a real name comes with a contact', () => {
    const [event] = fresh()
      .when(filing({ name: undefined, contact: undefined }))
      .then('ReportFiled').events;
    expect(event!.data).toMatchObject({ nameMode: 'anonymous' });
    fresh()
      .when(filing({ nameMode: 'real-name', contact: undefined }))
      .thenRefused('identity-missing', 'measure-2022/25');
    filed().when(filing()).thenRefused('id-taken');
  });
  it('is RESTRICTED, like all later events of the report', () => {
    for (const definition of Object.values(reportEvents)) expect(classify(definition, {})).toBe('RESTRICTED');
  });
});

describe('the state of a report', () => {
  const stateOf = (it: World) => it.state(ref(reports, 'r1'))!;
  it('is received, accepted, refused or handled', () => {
    const handled = accepted().given(handling());
    const refused = filed().given(refusing());
    expect([filed(), accepted(), refused, handled].map((it) => stateOf(it).status)).toEqual(['received', 'accepted', 'refused', 'handled']);
    expect([refused, handled].map((it) => [stateOf(it).reportId, stateOf(it).nameMode])).toEqual(Array(2).fill(['r1', 'real-name']));
    expect(stateOf(accepted())).toMatchObject({ acceptedOn: '2025-09-10', extended: false });
  });
  it('is nothing before it was filed', () => {
    expect(reports.evolve(null, { type: 'ReportRefused', data: {} } as never)).toBeNull();
    expect(reports.evolve(null, { type: 'ReportHandled', data: {} } as never)).toBeNull();
  });
  it('has one open deadline: to accept it, then to handle it', () => {
    const open = (it: World) =>
      ['report-acceptance', 'report-handling'].map((kind) => isReportDeadlineOpen(stateOf(it), { kind } as never));
    expect([filed(), accepted(), filed().given(refusing()), accepted().given(handling())].map(open)).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [false, false],
    ]);
  });
  it('has deadlines that rest on the Measure, the policy and the rule for rest days', () => {
    expect(deadline(filed(), 'report-acceptance').rule.basis).toEqual([
      'measure-2022/25',
      'policy/report-acceptance-days',
      'civil-code/203',
    ]);
  });
  it('names what is allowed to a report in another state', () => {
    const details = filed().when(handling()).thenRefused('not-in-this-state', 'measure-2022/25').refusal!.details;
    expect(details).toEqual({ status: 'received', allowed: ['accepted'] });
  });
});

describe('AcceptReport and RefuseReport', () => {
  it('give sixty days to handle it; a last day that is a rest day moves to the next working day', () => {
    const it = filed();
    it.when(accepting('2025-09-10')).then('ReportAccepted').thenWarns();
    // 2025-11-09 is a Sunday.
    expect(deadline(it, 'report-handling')).toMatchObject({ lastDay: '2025-11-10', provisional: false });
    const state = it.state(ref(reports, 'r1'))!;
    expect(state.deadlines.map((one) => [one.kind, isReportDeadlineOpen(state, one)])).toEqual([
      ['report-acceptance', false],
      ['report-handling', true],
    ]);
  });
  it('give a warning after fifteen days', () => {
    filed().when(accepting('2025-09-23')).then('ReportAccepted').thenWarns();
    filed().when(accepting('2025-09-24')).then('ReportAccepted').thenWarns('report-decided-late');
    filed().when(refusing('2025-09-24')).then('ReportRefused').thenWarns('report-decided-late', 'remedies-not-told');
  });
  it('are possible once, for a report that was filed', () => {
    fresh().when(accepting()).thenRefused('unknown-id');
    accepted().when(refusing()).thenRefused('not-in-this-state', 'measure-2022/25');
    filed().given(refusing()).when(accepting()).thenRefused('not-in-this-state', 'measure-2022/25');
  });
});

describe('ExtendReportHandling', () => {
  it('adds thirty days, once, before the time is over', () => {
    const it = accepted();
    it.when(extending('2025-11-10')).then('ReportHandlingExtended');
    expect(deadline(it, 'report-handling')).toMatchObject({ lastDay: '2025-12-09' });
    it.when(extending('2025-11-11')).thenRefused('already-extended', 'measure-2022/25', 'policy/report-extension-days');
    accepted().when(extending('2025-11-11')).thenRefused('handling-time-over', 'measure-2022/25');
    filed().when(extending('2025-09-10')).thenRefused('not-in-this-state', 'measure-2022/25');
  });
});

describe('HandleReport', () => {
  it('records the findings and the answer, sealed', () => {
    const it = accepted();
    const [event] = it.when(handling()).then('ReportHandled').thenWarns().events;
    expect(event!.data).toEqual({
      reportId: 'r1',
      outcome: 'not-substantiated',
      findings: { ref: 'vault-findings', commitment: '0'.repeat(64) },
      answer: { ref: 'vault-answer', commitment: '0'.repeat(64) },
    });
    it.when(handling()).thenRefused('not-in-this-state', 'measure-2022/25');
  });
  it('gives a warning when it is late', () => {
    accepted().when(handling({}, '2025-11-11')).then('ReportHandled').thenWarns('report-handled-late');
  });
  it('needs an answer to a reporter who gave a name', () => {
    accepted()
      .when(handling({ answer: undefined }))
      .thenRefused('answer-missing', 'measure-2022/25');
    fresh()
      .given(filing({ name: undefined, contact: undefined }), accepting())
      .when(handling({ answer: undefined }))
      .then('ReportHandled');
  });
  it('names an existing investigation only', () => {
    accepted()
      .when(handling({ investigationId: 'i1' }))
      .thenRefused('unknown-id');
    filed().when(handling()).thenRefused('not-in-this-state', 'measure-2022/25');
  });
});
