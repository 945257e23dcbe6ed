import { inShanghai, instantOf, parseInstant } from '@minglu/kernel';
import { admin, command, importing, on } from '@minglu/dossier/testing';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import { clockWatch, ClockWrong, simulatedClock } from '@minglu/casework';
import { startBackgroundWork } from '@minglu/system';
import { give, given, inPublicity, systemOnDatabase, typesAfter, wholeLog, type SystemOnDatabase } from './support.js';

describeOnPostgres('a wrong clock', () => {
  let one: SystemOnDatabase;
  beforeEach(async () => {
    one = await systemOnDatabase();
  }, 30_000);
  afterEach(() => one.close());

  it('does not close a publicity that is still running, however often the work looks', async () => {
    const { system } = one;
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26'));
    const before = await system.store.head();
    const [right, running] = [simulatedClock(parseInstant(on('2025-09-27'))!), simulatedClock(parseInstant(on('2025-10-27'))!)];
    let [rounds, ticks] = [0, 0];
    const watch = clockWatch({
      log: { clock: async () => ((rounds += 1), { database: right.now(), lastRecorded: null }) },
      onDifference: () => undefined,
      steady: () => (ticks += 10_000), // never fresh: the database is asked each time
    });
    watch.start();
    let clock = running;
    const work = startBackgroundWork({ ...system, clockWatch: watch }, { now: () => clock.now() }, () => undefined);
    try {
      for (let n = 0; n < 3; n += 1) {
        const seen = rounds;
        work.wake();
        await eventually('another round', () => rounds > seen);
      }
      expect(await typesAfter(system.store, before)).toEqual([]);

      right.moveTo(parseInstant(on('2025-10-11'))!);
      clock = right;
      work.wake();
      await eventually('the window has ended by the right clock', async () => (await typesAfter(system.store, before)).length === 1);
    } finally {
      await work.stop();
    }
    const [closed] = await wholeLog(system.store, before);
    expect([closed!.type, inShanghai(closed!.recordedAt).slice(0, 10)]).toEqual(['PublicityClosed', '2025-10-11']);
  }, 30_000);

  it('of an earlier start holds everything while its instants lie ahead, until an administrator says that they were wrong', async () => {
    const { system } = one;
    await given(system.casework, importing('c', '350100', '2099-01-01', '2025-01-02'));
    system.clockWatch.start();
    const now = async () => (await system.store.clock()).database;
    const at = await now();
    const importAt = async (id: string, city: string) => give(system.casework, { ...importing(id, city, '2025-01-02'), at: await now() });
    await expect(importAt('d', '360100')).rejects.toThrow(ClockWrong);
    const fault = { ...command(admin, at, 'RecordClockFault', { reason: '服务器时钟曾快七十年' }), at };
    expect(await give(system.casework, fault)).toMatchObject({ outcome: 'accepted' });
    expect(await importAt('d', '360100')).toMatchObject({ outcome: 'accepted' });
    const recorded = (await wholeLog(system.store)).slice(-3).map(({ type, recordedAt }) => [type, recordedAt.slice(0, 4)]);
    const year = instantOf(Date.parse(at)).slice(0, 4);
    expect(recorded.slice(1)).toEqual([
      ['ClockFaultRecorded', year],
      [expect.any(String), year],
    ]);
    expect(recorded[0]![1]).toBe('2099');
  });
});
