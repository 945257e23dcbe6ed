import type { DomainEvent, RecordedEvent } from '@minglu/kernel';
import {
  command,
  inCreation,
  inPublicity,
  investigating,
  ordering,
  otherApprover,
  PUBLICITY_ENDS,
  publicityClosed,
  publishing,
  serving,
  started,
  supplementRequested,
  longTitled,
} from '@minglu/dossier/testing';
import { deadlineProcess, dueBy, type DossierDeadlines } from './deadline-process.js';

const recorded = ({ type, data }: DomainEvent, streamId = 'dossier/a', position = 1): RecordedEvent => ({
  position,
  eventId: `e${position}`,
  streamId,
  streamVersion: position,
  publicVersion: null,
  schemaVersion: 1,
  event: { type, data },
  metadata: {} as RecordedEvent['metadata'],
  recordedAt: '2025-01-01T00:00:00.000Z',
});
const calendar = recorded({ type: 'WorkCalendarRevised', data: { noticeNumber: '调整1号' } }, 'work-calendar/national', 99);
const after = (events: readonly DomainEvent[]): DossierDeadlines =>
  events
    .filter(({ data }) => (data as { caseId?: string }).caseId === 'a')
    .reduce(
      (state, event, n) => deadlineProcess.evolve(state, { kind: 'event', event: recorded(event, 'dossier/a', n + 1) }),
      deadlineProcess.initial,
    );

const noticeServedUnproven = () =>
  inPublicity().given(investigating('2025-09-27T10:00:00+08:00'), serving('cancel-qualification', {}, '2025-09-28T10:00:00+08:00'));
const unproven = command(otherApprover, '2025-09-29T10:00:00+08:00', 'CloseInvestigation', {
  investigationId: 'i-f',
  finding: 'not-substantiated',
  reasons: '经查',
});

const PASSING = {
  commandId: `pass/a/publicity-window/p1/${PUBLICITY_ENDS}`,
  type: 'PassDeadline',
  data: { caseId: 'a', kind: 'publicity-window', of: 'p1', endsAt: PUBLICITY_ENDS },
  causationId: null,
};

describe('the deadline process of a dossier', () => {
  it('starts, moves and ends deadlines with the events of the dossier', () => {
    expect(after(inPublicity().events()).open.map(({ kind, of }) => [kind, of])).toEqual([['publicity-window', 'p1']]);
    expect(after(publicityClosed().events()).open).toEqual([]);
    expect(after(inCreation().events()).open.map(({ kind }) => kind)).toEqual(['review-request']);
    expect(after(supplementRequested('2023-11-20').events()).open.map(({ kind, lastDay }) => [kind, lastDay])).toEqual([
      ['supplement', '2023-11-20'],
    ]);
    expect(after(supplementRequested().events()).open).toEqual([]);
  });

  it('ends the deadlines of a proceeding with the proceeding', () => {
    const served = () => noticeServedUnproven();
    expect(after(served().events()).open.map(({ kind, of }) => [kind, of])).toContainEqual(['statement-window', 'pr1']);
    const ended = after(served().given(unproven).events());
    expect(ended.open.filter(({ kind }) => kind === 'statement-window')).toEqual([]);
    expect(deadlineProcess.decide(ended, { kind: 'time', now: '2025-10-14T16:00:00.000Z' })).toEqual({
      commands: [expect.objectContaining({ data: expect.objectContaining({ kind: 'publicity-window' }) })],
    });
  });

  it('requests the passing of a deadline at its end and not before, with a command id that depends on the deadline alone', () => {
    const state = after(inPublicity().events());
    expect(deadlineProcess.decide(state, { kind: 'time', now: '2025-10-10T15:59:59.999Z' })).toEqual({ ignored: 'no deadline is due' });
    for (const now of [PUBLICITY_ENDS, '2026-01-01T00:00:00.000Z'])
      expect(deadlineProcess.decide(state, { kind: 'time', now })).toEqual({ commands: [PASSING] });
  });

  it('requests the passing of several deadlines in the order in which they end', () => {
    const [deadline] = after(inPublicity().events()).open;
    const ending = (of: string, endsAt: string) => ({ ...deadline!, of, endsAt });
    const open = [
      ending('late', '2025-03-01T00:00:00.000Z'),
      ending('early', '2025-01-01T00:00:00.000Z'),
      ending('never', '2027-01-01T00:00:00.000Z'),
    ];
    expect(dueBy(open, '2025-12-01T00:00:00.000Z').map(({ of }) => of)).toEqual(['early', 'late']);
  });

  it('keeps two rectifications of one title apart, each with a command id of its own', () => {
    const it = longTitled().given(
      publishing(2023, 1),
      publishing(2025, 1),
      ordering({ dueDate: '2026-06-30' }),
      ordering({ evaluationYear: 2023, dueDate: '2026-06-30' }),
    );
    const decision = deadlineProcess.decide(after(it.events()), { kind: 'time', now: '2026-07-01T00:00:00.000Z' });
    const endsAt = '2026-06-30T16:00:00.000Z';
    expect(decision).toMatchObject({
      commands: [2025, 2023].map((evaluationYear) => ({
        commandId: `pass/a/rectification/t-a/${evaluationYear}/${endsAt}`,
        data: { caseId: 'a', kind: 'rectification', of: 't-a', evaluationYear, endsAt },
      })),
    });
  });

  it('never requests the passing of a provisional deadline', () => {
    const state = after(started('2024-01-05').events());
    expect(state.open).toMatchObject([{ kind: 'creation-cycle', provisional: true }]);
    expect(deadlineProcess.decide(state, { kind: 'time', now: '2099-01-01T00:00:00.000Z' })).toEqual({ ignored: 'no deadline is due' });
  });

  it('requests a new count once per calendar event, with the number of the notice as its cause', () => {
    expect(deadlineProcess.decide(after(inPublicity().events()), { kind: 'event', event: calendar })).toEqual({
      commands: [
        {
          commandId: 'recompute/e99/a',
          type: 'RecomputeDeadlines',
          data: { caseId: 'a', cause: '调整1号', since: '2025-01-01T00:00:00.000Z' },
          causationId: 'e99',
        },
      ],
    });
  });

  it('gives a reason when it requests nothing', () => {
    expect(deadlineProcess.decide(after(publicityClosed().events()), { kind: 'event', event: calendar })).toEqual({
      ignored: 'no open deadline',
    });
    expect(
      deadlineProcess.decide(after(inPublicity().events()), {
        kind: 'event',
        event: recorded({ type: 'ParkRegistered', data: {} }, 'park/p'),
      }),
    ).toEqual({ ignored: 'neither time nor a calendar' });
  });

  it('returns the same state object for an input that does not concern it', () => {
    const state = after(inPublicity().events());
    expect(deadlineProcess.evolve(state, { kind: 'event', event: calendar })).toBe(state);
    expect(deadlineProcess.evolve(state, { kind: 'time', now: PUBLICITY_ENDS })).toBe(state);
    expect(deadlineProcess.evolve(state, { kind: 'event', event: recorded({ type: 'ObjectionWithdrawn', data: { caseId: 'a' } }) })).toBe(
      state,
    );
  });
});
