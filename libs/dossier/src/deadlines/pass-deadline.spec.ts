import type { World } from '@minglu/kernel/testing';
import { policies, workCalendar } from '@minglu/reference';
import type { Deadline } from '@minglu/regulation';
import {
  allMet,
  atMinistry,
  clock,
  command,
  conferring,
  dossierOf,
  filing,
  imported,
  inPublicity,
  longTitled,
  officer,
  on,
  ordering,
  passing,
  PUBLICITY_ENDS,
  publicityClosed,
  publishing,
  ready,
  starting,
  statusOf,
  supplementRequested,
} from '../testing/index.js';
import { passDeadline } from './pass-deadline.js';

const deadlineIn = (it: World, kind: Deadline['kind']): Deadline => dossierOf(it).deadlines.find((one) => one.kind === kind)!;
/** Decides on a deadline that the acts of this version do not set. */
const passingIn = (it: World, deadline: Deadline) => {
  const target = { streamId: 'dossier/a', version: 1, held: true, state: { ...dossierOf(it), deadlines: [deadline] } };
  const reads = { calendar: { state: it.state(workCalendar) }, policies: { state: it.state(policies) } };
  const { kind, of, evaluationYear, endsAt } = deadline;
  const input = { data: { caseId: 'a', kind, of, evaluationYear, endsAt }, actor: clock, at: endsAt };
  return passDeadline.decide(input as never, target as never, reads as never);
};

describe('PassDeadline', () => {
  it('closes the window at its end, even if the command comes later', () => {
    const it = inPublicity();
    const [event] = it.when(passing(it, 'publicity-window', 'a', on('2025-10-20'))).then('PublicityClosed').events;
    expect(event).toMatchObject({
      occurredAt: PUBLICITY_ENDS,
      legalBasis: ['measure-2022/18', 'civil-code/201', 'civil-code/203'],
      data: { result: 'clear' },
    });
    expect(dossierOf(it)).toMatchObject({ status: 'CLEARED', deadlines: [] });
  });
  it('closes the notice as contested if an objection is open', () => {
    const it = inPublicity().given(filing());
    expect(it.when(passing(it, 'publicity-window')).then('PublicityClosed').events[0]?.data).toMatchObject({ result: 'contested' });
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
  it('takes the provisions of its events from the deadline', () => {
    const it = imported('a', '330100', '2023-01-05');
    expect(it.when(passing(it, 'creation-cycle')).events[0]).toMatchObject({
      type: 'CreationCycleEnded',
      occurredAt: '2025-01-10T16:00:00.000Z',
      legalBasis: ['measure-2022/15', 'civil-code/202', 'civil-code/203'],
    });
    expect(it.when(passing(it, 'review-request')).events[0]).toMatchObject({
      type: 'CreationCycleOverdue',
      legalBasis: ['policy/review-request-months', 'civil-code/202'],
    });
    const asked = supplementRequested('2023-11-20');
    expect(asked.when(passing(asked, 'supplement')).events[0]).toMatchObject({
      type: 'SupplementOverdue',
      legalBasis: ['measure-2022/11'],
    });
  });
  it('refuses a deadline that is not reached, has moved, or belongs to another subject', () => {
    const it = inPublicity();
    const due = passing(it, 'publicity-window');
    it.when({ ...due, at: on('2025-10-10', '23:59:59') }).thenRefused('deadline-not-standing', 'civil-code/203');
    it.when({ ...due, with: { ...due.with, endsAt: '2025-10-09T16:00:00.000Z' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, of: 'p2' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, kind: 'rectification' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, endsAt: '2025-10-11T00:00:00+08:00' } }).then('PublicityClosed');
  });
  it('refuses the old deadline after a correction has moved the window', () => {
    const it = inPublicity();
    const due = passing(it, 'publicity-window');
    it.given(
      command(officer, on('2025-09-28'), 'CorrectPublicity', {
        publicityId: 'p1',
        newPublicityId: 'p2',
        reason: '错字',
        portalUrl: 'https://www.miit.gov.cn/p2',
      }),
    );
    it.when(due).thenRefused('deadline-not-standing', 'civil-code/203');
  });
  it('names the year of a rectification, and no year of one from before it was kept', () => {
    const dueDate = '2026-06-30';
    const it = longTitled().given(publishing(2025, 1), ordering({ dueDate }));
    const due = passing(it, 'rectification');
    expect(it.fork().when(due).then('RectificationOverdue').events[0]!.data).toStrictEqual({
      caseId: 'a',
      titleId: 't-a',
      evaluationYear: 2025,
      dueDate,
    });
    const { evaluationYear: _, ...older } = deadlineIn(it, 'rectification');
    expect(passingIn(it, older)).toMatchObject({ events: [{ data: { caseId: 'a', titleId: 't-a', dueDate } }] });
    expect(passingIn(it, older)).not.toHaveProperty('events.0.data.evaluationYear');
  });
  it.each(['objection-handling', 'campaign-window', 'report-acceptance', 'report-handling'] as const)(
    'refuses a deadline that no dossier has: %s',
    (kind) => {
      const it = inPublicity();
      expect(passingIn(it, { ...deadlineIn(it, 'publicity-window'), kind })).toEqual({
        refusal: {
          code: 'deadline-not-standing',
          legalBasis: ['civil-code/203'],
          message: { zh: '案卷没有这类期限', en: 'a dossier has no such deadline' },
          details: { kind, day: '2025-10-11' },
        },
      });
    },
  );
  it('refuses that a decision takes effect where none waits', () => {
    const it = inPublicity();
    expect(passingIn(it, { ...deadlineIn(it, 'publicity-window'), kind: 'takes-effect' })).toEqual({
      refusal: {
        code: 'deadline-not-standing',
        legalBasis: ['civil-code/203'],
        message: { zh: '没有待生效的决定', en: 'no decision waits for its day' },
        details: { status: 'PUBLICITY_OPEN' },
      },
    });
  });
  it('begins a creation in public unless it was disclosed otherwise', () => {
    const begun = (disclosureMode?: string) => {
      const { with: data, ...start } = starting('2024-02-01');
      const it = ready().given({ ...start, with: { ...data, disclosureMode } });
      return it.when(passing(it, 'takes-effect')).then('DecisionTookEffect').events[0]!.data;
    };
    expect(begun()).toMatchObject({ disclosed: true, titleId: null, closedOn: null });
    expect(begun('restricted')).toMatchObject({ disclosed: false });
  });
  it('begins the creation of a park without a cycle, until the ministry sets one', () => {
    const passed = command(officer, on('2023-12-01'), 'PassFormalReview', { caseId: 'a', checklist: allMet, reasons: '已审' });
    const it = atMinistry().given(passed, starting('2024-02-01'));
    expect(it.when(passing(it, 'takes-effect')).then('DecisionTookEffect').events[0]!.data).toMatchObject({
      decision: 'CreationStarted',
      deadline: null,
    });
  });
  it('confers a title without closing the dossier', () => {
    const it = publicityClosed().given(conferring({ effectiveDate: '2025-11-03' }));
    expect(it.when(passing(it, 'takes-effect')).then('DecisionTookEffect').events[0]!.data).toMatchObject({ closedOn: null });
  });
  it('allows only the system to send it', () => {
    const it = inPublicity();
    it.when({ ...passing(it, 'publicity-window'), by: officer }).thenRefused('not-authorised', 'measure-2022/18');
  });
});
