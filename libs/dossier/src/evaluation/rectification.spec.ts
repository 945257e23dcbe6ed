import type { World } from '@minglu/kernel/testing';
import {
  approver,
  city,
  clock,
  command,
  correctingResult,
  deadlineOf,
  dossierOf,
  exited,
  flags,
  material,
  officer,
  on,
  ordering,
  passing,
  publishing,
  longTitled,
} from '../testing/index.js';

const oneStar = () => longTitled().given(publishing(2025, 1));
const ordered = (more: Record<string, unknown> = {}): World => oneStar().given(ordering(more));
const due = () => ordered({ dueDate: '2026-06-30' });
const submitting = (more: Record<string, unknown> = {}, at = on('2026-06-20'), org = '330100') =>
  command(city(org), at, 'SubmitRectification', {
    titleId: 't-a',
    evaluationYear: 2025,
    materials: [material('rectification-report')],
    ...more,
  });
const accepting = (more: Record<string, unknown> = {}, at = on('2026-06-25')) =>
  command(officer, at, 'AcceptRectification', { titleId: 't-a', evaluationYear: 2025, reasons: '整改到位', ...more });

describe('OrderRectification (article 24: reminder and order)', () => {
  it('reminds and orders, without a deadline if no date is stated', () => {
    const it = oneStar();
    const [reminder, order] = it.when(ordering()).then('ReminderIssued', 'RectificationOrdered').thenWarns('remedies-not-told').events;
    expect(reminder!.data).toEqual({ caseId: 'a', titleId: 't-a', evaluationYear: 2025, reminder: '请高度重视' });
    expect(order!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      evaluationYear: 2025,
      items: ['提升创新能力'],
      dueDate: null,
      deadline: null,
    });
    expect(flags(it)).toEqual(['RECTIFYING']);
    expect(deadlineOf(it, 'rectification')).toBeUndefined();
  });
  it('runs to the end of the stated day, even on a rest day', () => {
    const it = oneStar();
    const [, order] = it.when(ordering({ dueDate: '2026-06-28' })).then('ReminderIssued', 'RectificationOrdered').events;
    expect(order!.data).toMatchObject({ dueDate: '2026-06-28', deadline: { rule: { basis: ['measure-2022/24'], from: '2026-03-09' } } });
    expect(deadlineOf(it, 'rectification')).toMatchObject({ of: 't-a', endsAt: '2026-06-29T00:00:00+08:00', provisional: false });
  });
  it('may be due today, but not yesterday', () => {
    oneStar()
      .when(ordering({ dueDate: '2026-03-09' }))
      .then('ReminderIssued', 'RectificationOrdered');
    const { refusal } = oneStar()
      .when(ordering({ dueDate: '2026-03-08' }))
      .thenRefused('due-date-passed', 'measure-2022/24');
    expect(refusal!.details).toEqual({ dueDate: '2026-03-08' });
  });
  it('is possible for a year of one star, once', () => {
    const never = longTitled().when(ordering()).thenRefused('not-one-star', 'measure-2022/24');
    expect(never.refusal!.details).toEqual({ evaluationYear: 2025 });
    longTitled().given(publishing(2025, 2)).when(ordering()).thenRefused('not-one-star', 'measure-2022/24');
    const again = ordered().when(ordering()).thenRefused('already-ordered', 'measure-2022/24');
    expect(again.refusal!.details).toEqual({ evaluationYear: 2025 });
    const it = ordered().given(publishing(2023, 1));
    expect(flags(it)).toEqual(['REMINDER_DUE', 'RECTIFYING', 'STREAK_AMBIGUOUS']);
    it.when(ordering({ evaluationYear: 2023 })).then('ReminderIssued', 'RectificationOrdered');
  });
  it('is an officer’s', () => {
    oneStar()
      .when({ ...ordering(), by: approver })
      .thenRefused('not-authorised', 'measure-2022/24');
    exited()
      .when({ ...ordering(), at: on('2026-03-20') })
      .thenRefused('not-in-this-state', 'measure-2022/24');
  });
});

describe('SubmitRectification', () => {
  it('clears the deadline', () => {
    const it = due();
    const [event] = it.when(submitting()).then('RectificationSubmitted').events;
    expect(event!.data).toEqual({ caseId: 'a', titleId: 't-a', evaluationYear: 2025, materials: [material('rectification-report')] });
    expect(dossierOf(it)).toMatchObject({
      deadlines: [],
      evaluation: { rectifications: [{ year: 2025, submitted: true, accepted: false, overdue: false }] },
    });
    expect(flags(it)).toEqual(['RECTIFYING']);
  });
  it('needs an order and the report', () => {
    const { refusal } = oneStar().when(submitting()).thenRefused('no-rectification-open', 'measure-2022/24');
    expect(refusal!.details).toEqual({ evaluationYear: 2025 });
    due()
      .when(submitting({ evaluationYear: 2024 }))
      .thenRefused('no-rectification-open');
    due()
      .when(submitting({ materials: [material('other')] }))
      .thenRefused('materials-missing', 'measure-2022/24');
  });
  it('may be repeated until it is accepted', () => {
    const it = due().given(submitting());
    it.when(submitting()).then('RectificationSubmitted');
    it.given(accepting()).when(submitting()).thenRefused('no-rectification-open', 'measure-2022/24');
  });
  it('is possible only for the title holder', () => {
    due()
      .when(submitting({}, on('2026-06-20'), '320100'))
      .thenRefused('not-authorised', 'measure-2022/24');
  });
});

describe('AcceptRectification', () => {
  it('ends the rectification', () => {
    const it = due().given(submitting());
    const [event] = it.when(accepting()).then('RectificationAccepted').events;
    expect(event!.data).toEqual({ caseId: 'a', titleId: 't-a', evaluationYear: 2025, reasons: '整改到位' });
    expect(flags(it)).toEqual([]);
    expect(dossierOf(it).evaluation?.rectifications).toMatchObject([{ submitted: true, accepted: true, overdue: false }]);
    it.when(accepting()).thenRefused('no-rectification-open', 'measure-2022/24');
  });
  it('needs an order and a report', () => {
    oneStar().when(accepting()).thenRefused('no-rectification-open', 'measure-2022/24');
    due().when(accepting()).thenRefused('rectification-not-submitted', 'measure-2022/24');
  });
  it('is an officer’s', () => {
    due()
      .given(submitting())
      .when({ ...accepting(), by: city('330100') })
      .thenRefused('not-authorised', 'measure-2022/24');
  });
});

describe('an overdue rectification', () => {
  const overdue = () => {
    const it = due();
    return it.given(passing(it, 'rectification'));
  };
  it('raises its flag after its due date, not earlier', () => {
    const it = due();
    const passes = passing(it, 'rectification');
    it.when({ ...passes, at: '2026-06-30T23:59:59+08:00' }).thenRefused('deadline-not-standing');
    const [event] = it.when(passes).then('RectificationOverdue').events;
    expect(event).toMatchObject({ legalBasis: ['measure-2022/24'], data: { caseId: 'a', titleId: 't-a', dueDate: '2026-06-30' } });
    expect(flags(it)).toEqual(['RECTIFYING', 'RECTIFICATION_OVERDUE']);
    expect(dossierOf(it).deadlines).toEqual([]);
  });
  it('has no other consequence, and may still be submitted', () => {
    const it = overdue().given(submitting({}, on('2026-07-05')));
    expect(flags(it)).toEqual(['RECTIFYING']);
    it.given(accepting({}, on('2026-07-06')));
    expect(flags(it)).toEqual([]);
  });
  it('is the one with that due date, not one without a date', () => {
    const it = due().given(publishing(2023, 1), ordering({ evaluationYear: 2023 }));
    it.given(passing(it, 'rectification'));
    expect(dossierOf(it).evaluation?.rectifications).toMatchObject([
      { year: 2025, overdue: true },
      { year: 2023, overdue: false },
    ]);
  });
});

describe('two rectifications of one title with due dates', () => {
  const two = () =>
    ordered({ dueDate: '2026-06-30' }).given(publishing(2023, 1), ordering({ evaluationYear: 2023, dueDate: '2026-05-31' }));
  const open = (it: World) => dossierOf(it).deadlines.map(({ evaluationYear, lastDay }) => [evaluationYear, lastDay]);
  it('run side by side', () => {
    expect(open(two())).toEqual([
      [2025, '2026-06-30'],
      [2023, '2026-05-31'],
    ]);
  });
  it('pass each on its own day', () => {
    const it = two();
    const [later, earlier] = dossierOf(it).deadlines;
    const passes = ({ of, endsAt, evaluationYear }: typeof later & object) =>
      command(clock, endsAt, 'PassDeadline', { caseId: 'a', kind: 'rectification', of, evaluationYear, endsAt });
    const [event] = it.when(passes(earlier!)).then('RectificationOverdue').events;
    expect(event!.data).toEqual({ caseId: 'a', titleId: 't-a', evaluationYear: 2023, dueDate: '2026-05-31' });
    expect(open(it)).toEqual([[2025, '2026-06-30']]);
    it.when(passes(earlier!)).thenRefused('deadline-not-standing', 'civil-code/203');
    it.when(passes(later!)).then('RectificationOverdue');
    expect(open(it)).toEqual([]);
    expect(dossierOf(it).evaluation?.rectifications.map(({ overdue }) => overdue)).toEqual([true, true]);
  });
  it('become overdue separately even on the same day', () => {
    const it = ordered({ dueDate: '2026-06-30' }).given(
      publishing(2023, 1),
      ordering({ evaluationYear: 2023, dueDate: '2026-06-30' }),
      passing(ordered({ dueDate: '2026-06-30' }), 'rectification'),
    );
    expect(dossierOf(it).evaluation?.rectifications.map(({ year, overdue }) => [year, overdue])).toEqual([
      [2025, true],
      [2023, false],
    ]);
    expect(open(it)).toEqual([[2023, '2026-06-30']]);
  });
  it('end each with its own report, or when its year no longer has one star', () => {
    expect(open(two().given(submitting()))).toEqual([[2023, '2026-05-31']]);
    expect(open(two().given(submitting({ evaluationYear: 2023 }, on('2026-05-20'))))).toEqual([[2025, '2026-06-30']]);
    expect(open(two().given(correctingResult(2023, 2)))).toEqual([[2025, '2026-06-30']]);
  });
});
