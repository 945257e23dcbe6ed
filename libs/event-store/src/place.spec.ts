import { answeredPlaces, epochOf, lastEpoch, lookFrom, partingOf, placeIn, type Checkpoint } from './place.js';
import type { Epoch, LogLook, LogPlace } from './port.js';

describe('a place in the log', () => {
  const begun = (...afters: readonly number[]): readonly Epoch[] =>
    [0, ...afters].map((after, index) => ({ epoch: index + 1, after, hash: `at ${after}` }));
  const log = (fields: Partial<LogLook> = {}): LogLook => ({ logId: 'a', epochs: begun(), head: 100, hash: 'here', ...fields });
  const place = (fields: Partial<LogPlace> = {}): LogPlace => ({ logId: 'a', epoch: 1, position: 80, hash: 'here', ...fields });

  it('is on the log if the log has its event, however many epochs have begun since', () => {
    expect(partingOf(log(), place())).toBeNull();
    expect(partingOf(log({ epochs: begun(20, 90) }), place())).toBeNull();
    expect(partingOf(log({ hash: '' }), place({ position: 0, hash: '' }))).toBeNull();
  });
  it('is on no other log, not even at its beginning', () => {
    expect(partingOf(log(), place({ logId: 'b', position: 0 }))).toEqual({ cause: 'other-log', after: null });
  });
  it('is on another branch if the log has another event there or ends before it', () => {
    for (const hash of ['other', null]) expect(partingOf(log({ hash }), place())).toEqual({ cause: 'other-branch', after: null });
  });
  it('parts from the log at the earliest epoch that began behind it since', () => {
    const parting = (position: number, epoch = 1) => partingOf(log({ hash: null, epochs: begun(60, 50, 70) }), place({ position, epoch }));
    expect(parting(80)).toEqual({ cause: 'other-branch', after: 50 });
    expect(parting(80, 2)).toEqual({ cause: 'other-branch', after: 50 });
    expect(parting(80, 3)).toEqual({ cause: 'other-branch', after: 70 });
    expect(parting(80, 4)).toEqual({ cause: 'other-branch', after: null });
    expect(parting(50)).toEqual({ cause: 'other-branch', after: null });
  });
  it('is remembered with the last epoch of the log', () => {
    const look = log({ epochs: begun(60) });
    expect(placeIn(look, 80)).toEqual({ logId: 'a', epoch: 2, position: 80, hash: 'here' });
    expect(placeIn(look, 90, 'there')).toEqual({ logId: 'a', epoch: 2, position: 90, hash: 'there' });
    expect(() => placeIn(log({ hash: null }), 101)).toThrow('the log ends at 100, before position 101');
  });
  it('of an event that this process appended costs a question a second, and of another event one each', async () => {
    const asked: string[] = [];
    let [epochs, time] = [begun(), 0];
    const store = {
      appendedHash: (position: number) => (position > 80 ? `own ${position}` : null),
      identity: async () => (asked.push('identity'), { logId: 'a', epochs }),
      look: async (position: number) => (asked.push(`look ${position}`), log({ epochs })),
    };
    const placeOf = answeredPlaces(store, () => time);
    expect(await Promise.all([placeOf(81), placeOf(82)])).toEqual([
      place({ position: 81, hash: 'own 81' }),
      place({ position: 82, hash: 'own 82' }),
    ]);
    expect(await placeOf(80)).toEqual(place());
    [epochs, time] = [begun(90), 1_000];
    expect(await placeOf(91)).toEqual(place({ position: 91, epoch: 2, hash: 'own 91' }));
    expect(asked).toEqual(['identity', 'look 80', 'identity']);
  });
  it('belongs to the last epoch that began before it', () => {
    const look = log({ epochs: begun(60, 50) });
    expect([1, 50, 51, 60, 61].map((position) => epochOf(look, position))).toEqual([1, 1, 3, 3, 3]);
    expect(lastEpoch(look)).toBe(3);
  });
  it('is named in one line when a reader stands on another branch, with the position after which the two part', async () => {
    const message = async (fields: Partial<LogLook>, checkpoint: Checkpoint = { position: 80, place: place() }) =>
      lookFrom({ look: async () => log(fields) }, 'the reader', checkpoint).then(
        () => null,
        (error: Error) => error.message,
      );
    expect(await message({ logId: 'b' })).toBe(
      'the reader stands at position 80 of another log (a): connect it to that log, or empty its tables',
    );
    expect(await message({ hash: 'x' })).toContain('of a branch that is no more, and no epoch says where it parts from the log');
    expect(await message({ hash: 'x', epochs: begun(60) })).toContain('it parts from the log after position 60');
    expect(await message({ head: 79, hash: null }, { position: 80 })).toContain('beyond the end of the log at 79');
    expect(await message({}, { position: 80 })).toBeNull();
    expect(await message({})).toBeNull();
  });
});
