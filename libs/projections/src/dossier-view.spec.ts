import type { DomainEvent } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import {
  answering,
  approver,
  cancelled,
  cancelling,
  command,
  contested,
  exited,
  creationEnded,
  imported,
  inPublicity,
  investigating,
  noticeServed,
  officer,
  on,
  opened,
  ordering,
  passing,
  publicityClosed,
  publishing,
  serving,
  statementClosed,
  longTitled,
  titled,
} from '@minglu/dossier/testing';
import { asOf, dossierProjection, viewOf } from './dossier-view.js';
import { history } from './history.test.js';

describe('the view of a dossier', () => {
  it('exists from the first event on', () => {
    expect(viewOf([])).toBeUndefined();
    expect(viewOf(history(opened().events()))).toMatchObject({
      streamId: 'dossier/a',
      state: { status: 'DRAFT' },
      deadlines: [],
      publicStatus: null,
      versions: { all: 1, party: 1, public: 0 },
    });
  });

  it('is the same from a whole history as event by event', () => {
    for (const world of [contested(), cancelled(), noticeServed()]) {
      const all = history(world.events());
      let row: ReturnType<typeof viewOf>;
      for (const event of all) row = dossierProjection.apply(row, event) ?? undefined;
      expect(viewOf(all)).toEqual(row);
    }
  });

  it('counts for each viewer the events that it may see', () => {
    const { versions } = viewOf(history(contested().events()))!;
    const all = history(contested().events());
    const of = (level: string) => all.filter(({ metadata }) => metadata.classification === level).length;
    expect(versions).toEqual({ all: all.length, party: all.length - of('RESTRICTED'), public: of('PUBLIC') });
    expect(of('RESTRICTED')).toBe(1);
  });

  it('has a public status that follows from the public events alone', () => {
    expect(viewOf(history(imported().events()))!.publicStatus).toBeNull();
    expect(viewOf(history(inPublicity().events()))!.publicStatus).toBe('PUBLICITY_OPEN');
    expect(viewOf(history(contested().events()))!.publicStatus).toBe('OBJECTION_CHECK');
    const cleared = contested().given(answering('o1', { outcome: 'dismissed' }));
    expect(viewOf(history(cleared.events()))).toMatchObject({ state: { status: 'CLEARED' }, publicStatus: 'OBJECTION_CHECK' });
    expect(viewOf(history(titled().events()))!.publicStatus).toBe('TITLED');
    const denied = contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
    expect(viewOf(history(denied.events()))!.publicStatus).toBe('CREATING');
    expect(viewOf(history(creationEnded().events()))!.publicStatus).toBe('CREATION_ENDED');
  });

  it('shows the deadlines that append nothing when they pass, after the others (decisions 44)', () => {
    const shown = (it: World) =>
      viewOf(history(it.events()))!
        .deadlines.slice(-3)
        .map(({ kind, of, lastDay, open }) => [kind, of, lastDay, open]);
    const served = noticeServed();
    expect(shown(served).at(-1)).toEqual(['hearing-request', 'pr1', '2026-03-11', true]);
    const it = statementClosed(served).given(cancelling({ remediesTold: true }));
    expect(shown(it)).toEqual([
      ['hearing-request', 'pr1', '2026-03-11', false],
      ['reconsideration', 'a', '2026-05-15', true],
      ['litigation', 'a', '2026-09-16', true],
    ]);
    it.given(command(officer, on('2026-04-01'), 'NoteReviewOrLitigation', { caseId: 'a', kind: 'litigation', date: '2026-04-01' }));
    expect(shown(it).at(-1)).toEqual(['litigation', 'a', '2026-09-16', false]);
    const setAside = { caseId: 'a', ground: 'court', documentNumber: '1号', reasons: '认定不清' };
    it.given(command(approver, on('2026-06-01'), 'SetAsideDecision', setAside));
    expect(shown(it).map(([kind]) => kind)).not.toContain('litigation');
  });
  it('keeps the list of deadlines as it is if an event changes none', () => {
    const another = { investigationId: 'i2', subject: 'a', clue: '另案', sourceProtected: true };
    const events = history(
      noticeServed()
        .given(command(officer, on('2026-03-05'), 'OpenInvestigation', another))
        .events(),
    );
    const view = viewOf(events.slice(0, -1))!;
    expect(dossierProjection.apply(view, events.at(-1)!)!.deadlines).toBe(view.deadlines);
  });

  it('shows the public the earlier public status once a decision is set aside (decisions 33)', () => {
    const setAside = (it: World, decision: string) =>
      it.given(
        command({ ...approver, person: 'approver-7' }, on('2026-06-01'), 'SetAsideDecision', {
          caseId: 'a',
          decision,
          ground: 'court',
          documentNumber: '（2026）京01行终1号',
          reasons: '认定事实不清',
        }),
      );
    const statuses = (it: World) => {
      const { state, publicStatus } = viewOf(history(it.events()))!;
      return [state.status, publicStatus];
    };
    expect(statuses(setAside(cancelled(), 'QualificationCancelled'))).toEqual(['CREATING', 'NONE']);
    expect(statuses(setAside(exited(), 'ExitAnnounced'))).toEqual([expect.any(String), 'TITLED']);
    const beforeTitle = viewOf(history(publicityClosed().events()))!.publicStatus;
    expect(statuses(setAside(titled(), 'TitleConferred'))).toEqual(['CLEARED', beforeTitle]);
  });

  it('keeps ended deadlines, each as last set, in the order in which they began', () => {
    const open = (events: readonly DomainEvent[]) => viewOf(history(events))!.deadlines.map((one) => [one.kind, one.of, one.open]);
    expect(open(imported().events())).toEqual([['creation-cycle', 'a', true]]);
    expect(open(inPublicity().events())).toEqual([
      ['creation-cycle', 'a', false],
      ['review-request', 'a', false],
      ['publicity-window', 'p1', true],
    ]);
    expect(open(contested().events()).at(-1)).toEqual(['publicity-window', 'p1', false]);
  });

  it('keeps two rectifications of one title apart', () => {
    const it = longTitled().given(
      publishing(2023, 1),
      publishing(2025, 1),
      ordering({ dueDate: '2026-06-30' }),
      ordering({ evaluationYear: 2023, dueDate: '2026-05-31' }),
    );
    it.given(passing(it, 'rectification'));
    const shown = viewOf(history(it.events()))!.deadlines.filter(({ kind }) => kind === 'rectification');
    expect(shown.map(({ evaluationYear, lastDay, open }) => [evaluationYear, lastDay, open])).toEqual([
      [2025, '2026-06-30', false],
      [2023, '2026-05-31', true],
    ]);
  });

  it('closes a statement window with its proceeding', () => {
    const served = inPublicity().given(
      investigating('2025-09-27T10:00:00+08:00'),
      serving('cancel-qualification', {}, '2025-09-28T10:00:00+08:00'),
    );
    const shown = () => viewOf(history(served.events()))!.deadlines.find(({ kind }) => kind === 'statement-window');
    expect(shown()).toMatchObject({ of: 'pr1', open: true });
    served.given(
      command(approver, '2025-09-29T10:00:00+08:00', 'CloseInvestigation', {
        investigationId: 'i-f',
        finding: 'not-substantiated',
        reasons: '经查',
      }),
    );
    expect(shown()).toMatchObject({ of: 'pr1', open: false });
  });

  it('has the instants of its first and last event, and the position of the last', () => {
    const events = history(inPublicity().events());
    const { openedAt, changedAt, position } = viewOf(events)!;
    expect({ openedAt, changedAt, position }).toEqual({
      openedAt: events[0]!.recordedAt,
      changedAt: events.at(-1)!.recordedAt,
      position: events.at(-1)!.position,
    });
  });

  it('is the same after a round trip through JSON between any two events', () => {
    const events = history(titled().events());
    let kept: string | null = null;
    for (const event of events)
      kept = JSON.stringify(dossierProjection.apply(kept === null ? undefined : (JSON.parse(kept) as never), event));
    expect(JSON.parse(kept!)).toEqual(JSON.parse(JSON.stringify(viewOf(events))));
  });

  it('ignores other streams', () => {
    expect(dossierProjection.key({ ...history(opened().events())[0]!, streamId: 'park/a' })).toBeNull();
  });
});

describe('a history as of two instants', () => {
  const events = history(titled().events());
  const late = { ...events[3]!, recordedAt: '2025-06-01T00:00:00.000Z' };

  it('holds the events in effect at the first and recorded by the second', () => {
    expect(asOf(events, '2025-01-03T00:00:00.000Z')).toHaveLength(3);
    expect(asOf(events, '2025-01-02T23:59:59.999Z')).toHaveLength(2);
    expect(asOf([...events.slice(0, 3), late], '2025-02-01T00:00:00.000Z')).toHaveLength(3);
    expect(asOf([...events.slice(0, 3), late], '2025-02-01T00:00:00.000Z', '2025-06-01T00:00:00.000Z')).toHaveLength(4);
    expect(asOf([...events.slice(0, 3), late], '2025-01-03T12:00:00.000Z', '2025-06-01T00:00:00.000Z')).toHaveLength(3);
    expect(asOf(events, '2024-12-31T23:59:59.999Z')).toEqual([]);
  });
});
