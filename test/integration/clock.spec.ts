import { setTimeout as delay } from 'node:timers/promises';
import { inShanghai, parseInstant, type Instant } from '@minglu/kernel';
import { admin, approver, auditor, command, importing, on, posting } from '@minglu/dossier/testing';
import { inTransaction } from '@minglu/event-store';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { inbox } from '@minglu/messaging';
import { simulatedClock } from '@minglu/casework';
import type { SystemCommand } from '@minglu/procedure';
import { deadlineScheduler, TIMERS, type DeadlineScheduler, type SendSystemCommand } from '@minglu/procedure/adapters';
import { parkedEvents, registry, simulate, SYSTEM, type System } from '@minglu/system';
import {
  appendCopies,
  dataOf,
  given,
  inPublicity,
  metadataOf,
  passedReview,
  revision,
  systemOn,
  systemOnDatabase,
  typesAfter,
  wholeLog,
  type SystemOnDatabase,
} from './support.js';

const instant = (text: string): Instant => parseInstant(text)!;

describeOnPostgres('the deadline scheduler', () => {
  let one: SystemOnDatabase;
  let system: System;
  beforeEach(async () => {
    one = await systemOnDatabase();
    ({ system } = one);
  }, 30_000);
  afterEach(() => one.close());

  /** Events of the scheduler after a position: type, case, effective instant, recorded instant, both in Shanghai time. */
  const happenedAfter = async (position: number) =>
    (await wholeLog(system.store, position)).map((event) => [
      event.type,
      dataOf(event)['caseId'] ?? null,
      inShanghai(metadataOf(event).occurredAt),
      inShanghai(event.recordedAt),
    ]);
  const timers = async () =>
    (await one.database.pool.query('SELECT *, due_at::text AS due FROM procedure.timers ORDER BY stream_id, kind, of_id')).rows as Record<
      string,
      unknown
    >[];
  /** Another scheduler on the same database, with the given receiver of commands. */
  const anotherScheduler = (give: SendSystemCommand, failures: string[] = []): DeadlineScheduler =>
    deadlineScheduler({
      pool: one.database.pool,
      log: system.store,
      registry,
      send: give,
      onError: (error, of) => void failures.push(`${of?.commandId ?? '-'}: ${String(error)}`),
    });
  const giving: SendSystemCommand = async (asked, at) => {
    const answer = await system.casework.execute({ ...asked, actor: SYSTEM, at });
    return answer.outcome === 'refused' ? answer.refusal : undefined;
  };
  const caseIn = ({ data }: SystemCommand): unknown => data['caseId'];

  it('fires after a restart the timers that were due meanwhile: once, in order, effective when due, recorded now', async () => {
    await given(system.casework, importing('c', '350100', '2025-01-02'));
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26'), ...inPublicity('b', '340100', '2025-09-22'));
    const before = await system.store.head();
    expect(await system.deadlineScheduler.nextDue()).toBe(instant('2025-01-11T00:00:00+08:00'));

    const restarted = await systemOn(one.database, one.errors);
    const now = '2025-11-01T09:00:00+08:00';
    await restarted.runUntil(instant(now));
    expect(await happenedAfter(before)).toEqual([
      ['CreationCycleEnded', 'c', '2025-01-11T00:00:00+08:00', now],
      ['CreationCycleOverdue', 'c', '2025-07-11T00:00:00+08:00', now],
      ['PublicityClosed', 'b', '2025-09-29T00:00:00+08:00', now],
      ['PublicityClosed', 'a', '2025-10-11T00:00:00+08:00', now],
    ]);
    for (const each of [restarted, system]) await each.runUntil(instant('2025-12-01T00:00:00+08:00'));
    expect(await system.store.head()).toBe(before + 4);
    expect(await system.deadlineScheduler.nextDue()).toBeNull();
    await restarted.close();
  });

  it('fires at the instant and not a millisecond before', async () => {
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26'));
    const before = await system.store.head();
    await system.runUntil('2025-10-10T15:59:59.999Z');
    expect(await typesAfter(system.store, before)).toEqual([]);
    await system.runUntil('2025-10-10T16:00:00.000Z');
    expect(await typesAfter(system.store, before)).toEqual(['PublicityClosed']);
  });

  it('fires a provisional deadline only after the work calendar of its year is published', async () => {
    await given(system.casework, importing('a', '330100', '2024-01-05', '2024-01-05'));
    const before = await system.store.head();
    await system.runUntil(instant('2028-01-01T00:00:00+08:00'));
    expect(await typesAfter(system.store, before)).toEqual([]);
    expect(await system.deadlineScheduler.nextDue()).toBeNull();

    const publishing = command(admin, '2028-01-01T09:00:00+08:00', 'PublishWorkCalendar', {
      year: 2027,
      noticeNumber: '2027年安排',
      offDays: ['2027-01-01', '2027-01-05'],
      makeupWorkdays: [],
    });
    await given(system.casework, publishing);
    await system.runUntil(instant('2028-01-01T09:00:00+08:00'));
    const now = '2028-01-01T09:00:00+08:00';
    expect(await happenedAfter(before)).toEqual([
      ['WorkCalendarPublished', null, now, now],
      ['DeadlineRecomputed', 'a', now, now],
      // It ended on the 6th, because the 5th is a day off. Effective instants of a stream never decrease.
      ['CreationCycleEnded', 'a', now, now],
      ['CreationCycleOverdue', 'a', now, now],
    ]);
    expect(dataOf((await wholeLog(system.store, before))[1]!)).toMatchObject({
      deadline: { lastDay: '2027-01-06', provisional: false },
      cause: '2027年安排',
    });
  });

  it('reports a failed command, goes on with the others, and repeats it in the next run', async () => {
    await given(
      system.casework,
      ...passedReview('a', '330100', '2025-09-25'),
      ...passedReview('b', '340100', '2025-09-25'),
      ...passedReview('c', '120000', '2025-09-25'),
    );
    await given(system.casework, posting('p1', ['a', 'b', 'c'], on('2025-09-26')));
    const before = await system.store.head();
    const failures: string[] = [];
    const failing = anotherScheduler(async (asked, at) => {
      if (caseIn(asked) === 'b') throw new Error('not now');
      return giving(asked, at);
    }, failures);
    const now = instant('2025-10-11T00:00:00+08:00');
    expect(await failing.runDueDeadlines(now)).toBe(2);
    expect((await happenedAfter(before)).map(([, caseId]) => caseId)).toEqual(['a', 'c']);
    expect(failures).toEqual(['pass/b/publicity-window/p1/2025-10-10T16:00:00.000Z: Error: not now']);
    expect((await timers()).filter(({ fired }) => !fired)).toMatchObject([{ stream_id: 'dossier/b', outcome: 'failed: Error: not now' }]);

    expect(await failing.runDueDeadlines(now)).toBe(0);
    expect(await anotherScheduler(giving).runDueDeadlines(now)).toBe(1);
    expect((await happenedAfter(before)).map(([, caseId]) => caseId)).toEqual(['a', 'c', 'b']);
  });

  it('reports a timer that does not fire to a simulation, which would otherwise never end', async () => {
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26'));
    const broken = anotherScheduler(() => Promise.reject(new Error('not now')));
    const simulation = simulate({ ...system, deadlineScheduler: broken }, simulatedClock(instant(on('2025-09-26'))));
    await expect(simulation.advanceTo(instant(on('2025-10-20')))).rejects.toThrow('a timer due at 2025-10-10T16:00:00.000Z does not fire');
  });

  it('holds the deadlines of a case with an event that it cannot read, and fires those of the others', async () => {
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26'), ...inPublicity('b', '340100', '2025-09-26'));
    await appendCopies(system.store, 'dossier/a', ['UnheardOf']);
    const before = await system.store.head();
    const now = instant('2025-10-20T00:00:00+08:00');
    await system.deadlineScheduler.runDueDeadlines(now);
    expect((await happenedAfter(before)).map(([type, caseId]) => [type, caseId])).toEqual([['PublicityClosed', 'b']]);
    const { consumer, failing, oldestDueSeconds, nextDue } = system.deadlineScheduler;
    expect(await consumer.parkedAndInvalid()).toMatchObject({ parked: { UnheardOf: 1 } });
    expect([failing(), await nextDue()]).toEqual([0, null]);
    // Held, and still waiting: since 11 October.
    expect(await oldestDueSeconds(now)).toBe(9 * 86_400);
    expect(one.errors.map(String)).toContainEqual(
      expect.stringMatching(/dossier\/a @\d+ was set aside, the deadlines of its case are held/),
    );

    // A version that knows the type replays the event, and the deadline fires.
    const url = one.database.connection.connectionString!;
    expect((await parkedEvents(url)).parked).toMatchObject([{ consumer: 'timers', streamId: 'dossier/a', type: 'UnheardOf' }]);
    expect((await parkedEvents(url, 'dossier/a')).replayed).toEqual({ applied: 0, left: 1 });
    const newer = inbox({ consumer: TIMERS.name, schema: TIMERS.schema, handler: async () => undefined });
    await inTransaction(one.database.pool, (tx) => newer.replay('dossier/a', tx));
    expect(await nextDue()).toBe(instant('2025-10-11T00:00:00+08:00'));
  });

  it('fires no deadline that is to be recomputed by a revised calendar', async () => {
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-25'), ...inPublicity('b', '340100', '2025-09-25'));
    await system.runUntil(instant(on('2025-09-25')));
    await given(system.casework, revision(2025, on('2025-09-26'), ['2025-09-30']));
    const before = await system.store.head();
    let paper = false;
    const clock = anotherScheduler(async (asked, at) => {
      if (!paper && caseIn(asked) === 'a' && asked.type === 'RecomputeDeadlines') throw new Error('not now');
      return giving(asked, at);
    });
    // Counted days: 26, 28, 29, 30 September and 9 October. Without the 30th, 10 October is counted instead.
    const oldEnd = instant('2025-10-10T00:00:00+08:00');
    await clock.runDueDeadlines(instant(on('2025-09-26')));
    await clock.runDueDeadlines(oldEnd);
    expect((await happenedAfter(before)).map(([type, caseId]) => [type, caseId])).toEqual([['DeadlineRecomputed', 'b']]);
    paper = true;
    await clock.runDueDeadlines(instant('2025-10-09T20:00:00+08:00'));
    await clock.runDueDeadlines(oldEnd);
    await clock.runDueDeadlines(instant('2025-10-11T00:00:00+08:00'));
    expect((await happenedAfter(before)).map(([type, caseId]) => [type, caseId])).toEqual([
      ['DeadlineRecomputed', 'b'],
      ['DeadlineRecomputed', 'a'],
      ['PublicityClosed', 'b'],
      ['PublicityClosed', 'a'],
    ]);
  });

  it('recomputes by a calendar that was revised before the end of a window, although it was down until after that end', async () => {
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-25'));
    await system.runUntil(instant(on('2025-09-25')));
    await given(system.casework, revision(2025, on('2025-09-26'), ['2025-09-30']));
    const before = await system.store.head();
    const restarted = await systemOn(one.database, one.errors);
    await restarted.runUntil(instant('2025-10-10T09:00:00+08:00'));
    expect((await happenedAfter(before)).map(([type, , occurred]) => [type, occurred])).toEqual([['DeadlineRecomputed', on('2025-09-26')]]);
    await restarted.runUntil(instant('2025-10-11T00:00:00+08:00'));
    expect((await happenedAfter(before)).map(([type, , occurred]) => [type, occurred])).toEqual([
      ['DeadlineRecomputed', on('2025-09-26')],
      ['PublicityClosed', '2025-10-11T00:00:00+08:00'],
    ]);
    await restarted.close();
  });

  it('fires each timer once although two schedulers run', async () => {
    const cities = ['330100', '340100', '350100', '360100', '370100', '410100', '421000', '430100', '450100', '460100'];
    for (const [n, cityCode] of cities.entries()) await given(system.casework, ...inPublicity(`c${n}`, cityCode, '2025-09-25'));
    const before = await system.store.head();
    const asked: string[] = [];
    const noted: SendSystemCommand = (command, at) => (asked.push(command.commandId), giving(command, at));
    const now = instant('2025-10-20T00:00:00+08:00');
    const counts = await Promise.all(
      [anotherScheduler(noted), anotherScheduler(noted), system.deadlineScheduler].map((each) => each.runDueDeadlines(now)),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(new Set(asked).size).toBe(asked.length);
    expect((await happenedAfter(before)).map(([type, caseId]) => `${String(type)} ${String(caseId)}`).sort()).toEqual(
      cities.map((_, n) => `PublicityClosed c${n}`).sort(),
    );
  });

  it('survives the loss of all its connections during its work, and fires each timer once', async () => {
    const cities = ['330100', '340100', '350100', '360100', '370100', '410100', '421000', '430100'];
    for (const [n, cityCode] of cities.entries()) await given(system.casework, ...inPublicity(`c${n}`, cityCode, '2025-09-25'));
    const before = await system.store.head();
    const now = instant('2025-10-20T00:00:00+08:00');
    let broken = 0;
    for (let round = 0; round < 8; round += 1) {
      const settling = system.runUntil(now).catch(() => (broken += 1));
      await delay(5 + 4 * round);
      await one.database.pool.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      await settling;
    }
    expect(broken).toBeGreaterThan(0);
    // A lost connection is noticed when it is used. In service the next run follows a second later.
    for (let settled = false; !settled;)
      settled = await system.runUntil(now).then(
        () => true,
        () => false,
      );
    expect((await happenedAfter(before)).map(([type, caseId]) => `${String(type)} ${String(caseId)}`).sort()).toEqual(
      cities.map((_, n) => `PublicityClosed c${n}`),
    );
  });

  it('records the reason of a refused timer, and does not send it again', async () => {
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-25'), ...inPublicity('b', '340100', '2025-09-25'));
    const asked: string[] = [];
    const refusing = anotherScheduler(async (command, at) => {
      asked.push(String(caseIn(command)));
      return caseIn(command) === 'a'
        ? { code: 'deadline-not-standing', legalBasis: [], message: { zh: '', en: '' }, details: {} }
        : giving(command, at);
    });
    for (let round = 0; round < 2; round += 1) await refusing.runDueDeadlines(instant('2025-10-20T00:00:00+08:00'));
    expect(asked).toEqual(['a', 'b']);
    expect(await timers()).toMatchObject([{ stream_id: 'dossier/a', fired: true, outcome: 'refused: deadline-not-standing' }]);
    expect(await refusing.nextDue()).toBeNull();
  });

  it('recomputes every case of a notice, one event each in the order of the notice, and never shortens a window', async () => {
    await given(
      system.casework,
      ...passedReview('c', '120000', '2026-09-21', '2022-06-01'),
      ...passedReview('a', '330100', '2026-09-21', '2022-06-01'),
      ...passedReview('b', '340100', '2026-09-21', '2022-06-01'),
    );
    await given(system.casework, posting('p1', ['b', 'c', 'a'], on('2026-09-22')));
    await system.runUntil(instant(on('2026-09-22')));
    const revisedAt = async (at: string, daysOff: readonly string[]) => {
      const before = await system.store.head();
      await given(system.casework, revision(2026, at, daysOff, `调整 ${at}`));
      await system.runUntil(instant(at));
      await system.runUntil(instant(at));
      return (await wholeLog(system.store, before)).map((event) => [
        event.type,
        dataOf(event)['caseId'] ?? null,
        (dataOf(event)['deadline'] as { lastDay: string } | undefined)?.lastDay ?? null,
      ]);
    };
    expect(await revisedAt(on('2026-09-23'), ['2026-09-28'])).toEqual([
      ['WorkCalendarRevised', null, null],
      ['DeadlineRecomputed', 'b', '2026-10-08'],
      ['DeadlineRecomputed', 'c', '2026-10-08'],
      ['DeadlineRecomputed', 'a', '2026-10-08'],
    ]);
    expect(await revisedAt(on('2026-09-24'), ['2026-09-28', '2026-09-29'])).toEqual([
      ['WorkCalendarRevised', null, null],
      ['DeadlineRecomputed', 'b', '2026-10-09'],
      ['DeadlineRecomputed', 'c', '2026-10-09'],
      ['DeadlineRecomputed', 'a', '2026-10-09'],
    ]);
    expect(await revisedAt(on('2026-09-25'), [])).toEqual([['WorkCalendarRevised', null, null]]);
    const before = await system.store.head();
    await system.runUntil(instant('2026-10-10T00:00:00+08:00'));
    expect((await happenedAfter(before)).map(([type, caseId]) => [type, caseId])).toEqual([
      ['PublicityClosed', 'b'],
      ['PublicityClosed', 'c'],
      ['PublicityClosed', 'a'],
    ]);
  });

  it('rebuilds an equal table from the log, and its repeated commands change nothing', async () => {
    await given(
      system.casework,
      ...inPublicity('a', '330100', '2025-09-25'),
      importing('old', '370100', '2025-09-25', '2022-10-20'),
      importing('new', '350100', '2025-09-25', '2025-09-01'),
    );
    await system.runUntil(instant(on('2025-09-25')));
    await given(system.casework, revision(2025, on('2025-09-26'), ['2025-09-30']));
    await system.runUntil(instant(on('2025-09-26')));
    await given(system.casework, ...inPublicity('b', '340100', '2025-10-13'));
    await system.runUntil(instant('2025-10-22T00:00:00+08:00'));
    await given(
      system.casework,
      command(approver, on('2025-10-22'), 'ConferTitle', {
        caseId: 'a',
        titleId: 't-a',
        documentNumber: '1号',
        effectiveDate: '2025-10-22',
      }),
    );
    await system.runUntil(instant(on('2025-10-22')));
    const [continuous, head] = [await timers(), await system.store.head()];
    expect(continuous.map(({ stream_id, kind }) => [stream_id, kind])).toEqual([
      ['dossier/new', 'creation-cycle'],
      ['dossier/old', 'review-request'],
    ]);

    await one.database.pool.query('TRUNCATE procedure.timers, procedure.outbox, procedure.checkpoints, procedure.watermarks');
    await system.deadlineScheduler.nextDue();
    expect(await timers()).toEqual(continuous);
    await system.runUntil(instant(on('2025-10-23')));
    expect(await system.store.head()).toBe(head);
    expect(await timers()).toEqual(continuous);
    expect((await system.readModel.dossier(auditor, 'old'))?.flags).toEqual(['CYCLE_ENDED']);
    expect(one.errors).toEqual([]);
  });
});
