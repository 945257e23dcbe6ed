import { contentHash } from './hashing.js';
import type { AppendOutcome, EventStore, EventToAppend, Secret, StoredEvent } from './port.js';
import { AT, collect, appendOf, event, write } from './testing/appends.test.js';

/** The suite of every event store. `fresh` opens a store on an empty log, before each test. */
export const describeEventStore = (name: string, fresh: () => Promise<EventStore>): void => {
  describe(name, () => {
    let store: EventStore;
    beforeEach(async () => {
      store = await fresh();
    });
    afterEach(() => store.close());

    const outcomes = async (...answers: Promise<AppendOutcome>[]) => (await Promise.all(answers)).map(({ outcome }) => outcome);
    const conflict = (on: string, id: string) => ({ outcome: 'conflict', on, id });

    it('has an identity that stays, and its first epoch begins with it', async () => {
      const seen = await store.look(0);
      expect(seen).toEqual({
        logId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        epochs: [{ epoch: 1, after: 0, hash: '' }],
        head: 0,
        hash: '',
      });
      await store.append(write('dossier/a', 0));
      expect(await store.look(0)).toEqual({ ...seen, head: 1 });
      expect(await store.identity()).toEqual({ logId: seen.logId, epochs: seen.epochs });
    });

    it('shows the hash at a position, and none beyond its end', async () => {
      await store.append(write('dossier/a', 0, {}, 2));
      const [, second] = await store.readStream('dossier/a');
      expect(await store.look(2)).toMatchObject({ head: 2, hash: Buffer.from(second!.contentHash).toString('hex') });
      expect(await store.look(3)).toMatchObject({ head: 2, hash: null });
      expect([2, 3].map(store.appendedHash)).toEqual([Buffer.from(second!.contentHash).toString('hex'), null]);
    });

    it('shows the last version of each stream that was written between two positions', async () => {
      await store.append(write('dossier/a', 0, {}, 2));
      await store.append(write('dossier/b', 0, {}, 3));
      await store.append(write('dossier/a', 2));
      expect(await store.written(1, 5)).toEqual({ 'dossier/a': 2, 'dossier/b': 3 });
      expect(await store.written(5, 5)).toEqual({});
    });

    describe('a stream', () => {
      it('starts at version 1 and position 1, and stores the appended bytes unchanged', async () => {
        const sent = event({ city: '广州', quote: '"\\\n', emoji: '😀' });
        const outcome = await store.append(
          appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [sent] }], result: '{"version":1}' }),
        );
        expect(outcome).toEqual({ outcome: 'appended', position: 1, recordedAt: AT, result: '{"version":1}' });

        const [stored] = await store.readStream('dossier/a');
        const { classification, ...kept } = sent;
        expect(stored).toEqual({
          ...kept,
          position: 1,
          streamId: 'dossier/a',
          streamVersion: 1,
          publicVersion: null,
          recordedAt: AT,
          salt: expect.anything(),
          contentHash: contentHash(stored!.salt, sent.payload, sent.metadata),
        });
        expect(stored!.salt).toHaveLength(32);
      });

      it('is read from after a version, and is empty if it does not exist', async () => {
        await store.append(write('dossier/a', 0, {}, 3));
        expect((await store.readStream('dossier/a', 1)).map((one) => one.streamVersion)).toEqual([2, 3]);
        expect(await store.readStream('dossier/none')).toEqual([]);
      });

      it('refuses a stale version and leaves the log as it was', async () => {
        await store.append(write('dossier/a', 0));
        expect(await store.append(write('dossier/a', 0))).toEqual(conflict('stream', 'dossier/a'));
        expect(await store.append(write('dossier/a', 2))).toEqual(conflict('stream', 'dossier/a'));
        expect(await store.head()).toBe(1);
      });

      it('accepts exactly one of many writers on one version', async () => {
        const all = await outcomes(...Array.from({ length: 40 }, () => store.append(write('dossier/a', 0))));
        expect(all.filter((one) => one === 'appended')).toHaveLength(1);
        expect(all.filter((one) => one === 'conflict')).toHaveLength(39);
        expect(await store.versions(['dossier/a'])).toEqual([1]);
      });

      it('refuses an event that follows another event than the last one, though the version is right', async () => {
        const [before, here, there] = [event(), event(), event()];
        const on = (expectedVersion: number, follows: string | null | undefined, ...events: EventToAppend[]) =>
          appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion, follows, events }] });
        expect(await outcomes(store.append(on(0, null, before)), store.append(on(1, before.eventId, there, here)))).toEqual([
          'appended',
          'appended',
        ]);
        expect(await store.append(on(3, there.eventId, event()))).toEqual(conflict('stream', 'dossier/a'));
        expect(await store.append(on(0, here.eventId, event()))).toEqual(conflict('stream', 'dossier/a'));
        expect(await outcomes(store.append(on(3, here.eventId, event())), store.append(on(4, undefined, event())))).toEqual([
          'appended',
          'appended',
        ]);
        expect(await store.versions(['dossier/a'])).toEqual([5]);
        expect(
          await store.append(
            appendOf({ writes: [{ streamId: 'dossier/none', expectedVersion: 0, follows: here.eventId, events: [event()] }] }),
          ),
        ).toEqual(conflict('stream', 'dossier/none'));
      });

      it('refuses an event that follows a refused event of the same batch', async () => {
        const [winner, loser] = [event(), event()];
        const on = (expectedVersion: number, follows: string | null, one: EventToAppend) =>
          appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion, follows, events: [one] }] });
        const batch = [on(0, null, winner), on(0, null, loser), on(1, loser.eventId, event()), on(1, winner.eventId, event())];
        expect(await outcomes(...batch.map((one) => store.append(one)))).toEqual(['appended', 'conflict', 'conflict', 'appended']);
      });

      it('is written together with another or not at all', async () => {
        await store.append(write('dossier/b', 0));
        const both = appendOf({
          writes: [
            { streamId: 'dossier/a', expectedVersion: 0, events: [event()] },
            { streamId: 'dossier/b', expectedVersion: 0, events: [event()] },
          ],
        });
        expect(await store.append(both)).toEqual(conflict('stream', 'dossier/b'));
        expect(await store.versions(['dossier/a', 'dossier/b'])).toEqual([0, 1]);
      });

      it('counts its public events separately', async () => {
        const mixed = (expectedVersion: number, ...levels: ('PUBLIC' | 'INTERNAL' | 'RESTRICTED')[]) =>
          appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion, events: levels.map((level) => event({}, level)) }] });
        await Promise.all([
          store.append(mixed(0, 'INTERNAL', 'PUBLIC', 'RESTRICTED', 'PUBLIC')),
          store.append(mixed(4, 'PUBLIC', 'INTERNAL')),
        ]);
        await store.append(mixed(6, 'RESTRICTED', 'PUBLIC'));
        expect((await store.readStream('dossier/a')).map((one) => one.publicVersion)).toEqual([null, 1, null, 2, 3, null, null, 4]);
      });
    });

    describe('the log', () => {
      it('is dense, in order, and read in pages between two positions', async () => {
        await Promise.all(Array.from({ length: 25 }, (_, i) => store.append(write(`dossier/${i}`, 0))));
        const positions = async (options: Parameters<EventStore['readAll']>[0]) =>
          (await collect(store.readAll(options))).map((one) => one.position);
        expect(await positions({ pageSize: 4 })).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
        expect(await positions({ after: 20, upTo: 23, pageSize: 2 })).toEqual([21, 22, 23]);
        expect(await positions({ after: 25 })).toEqual([]);
        expect(await positions({ after: 24, upTo: 99 })).toEqual([25]);
      });

      it('is read stream by stream, each in order, up to a position', async () => {
        const streams = ["dossier/a'b", 'dossier/a', 'park/园'];
        for (let version = 0; version < 7; version += 1) for (const stream of streams) await store.append(write(stream, version));
        const pages: (readonly StoredEvent[])[] = [];
        for await (const page of store.readStreams({ upTo: 19, pageSize: 4 })) pages.push(page);
        expect(pages.map(({ length }) => length)).toEqual([4, 4, 4, 4, 3]);
        const read = pages.flat();
        expect(new Set(read.map(({ position }) => position)).size).toBe(19);
        const versions = new Map<string, number[]>();
        for (const [index, { streamId, streamVersion }] of read.entries()) {
          if (streamId !== read[index - 1]?.streamId) expect([streamId, versions.has(streamId)]).toEqual([streamId, false]);
          versions.set(streamId, [...(versions.get(streamId) ?? []), streamVersion]);
        }
        const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
        expect(streams.map((stream) => versions.get(stream))).toEqual([upTo(7), upTo(6), upTo(6)]);
        await expect(collect(store.readStreams({ upTo: 22 }))).rejects.toThrow('22 positions, and 21 events');
      });

      it('is read by public events only, up to a limit', async () => {
        const levels = ['INTERNAL', 'PUBLIC', 'RESTRICTED', 'PUBLIC', 'PUBLIC', 'INTERNAL'] as const;
        await store.append(
          appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: levels.map((level) => event({}, level)) }] }),
        );
        const positions = async (after: number, limit: number) => (await store.readPublic(after, limit)).map((one) => one.position);
        expect([await positions(0, 2), await positions(2, 2), await positions(3, 1), await positions(5, 9)]).toEqual([
          [2, 4],
          [4, 5],
          [4],
          [],
        ]);
        const last = async (upTo: number) => (await store.lastPublic(upTo))?.position;
        expect([await last(1), await last(3), await last(4), await last(9)]).toEqual([undefined, 2, 4, 5]);
        const numbers = [2, 3, 4].map((publicVersion) => ({ streamId: 'dossier/a', publicVersion }));
        expect((await store.findPublic(numbers)).map((one) => one.position).sort()).toEqual([4, 5]);
        expect(await store.findPublic([])).toEqual([]);
      });

      it('is read up to the head as it was at the start', async () => {
        await store.append(write('dossier/a', 0, {}, 4));
        const seen: number[] = [];
        for await (const page of store.readAll({ pageSize: 2 })) {
          seen.push(...page.map((one) => one.position));
          await store.append(write(`dossier/late-${seen.length}`, 0));
        }
        expect(seen).toEqual([1, 2, 3, 4]);
      });

      it('may be read in part', async () => {
        await store.append(write('dossier/a', 0, {}, 10));
        for await (const page of store.readAll({ pageSize: 2 })) {
          expect(page).toHaveLength(2);
          break;
        }
        expect(await store.head()).toBe(10);
      });

      it('never goes back in time, even if the clocks of the callers do', async () => {
        const recorded = async (at: string) =>
          ((await store.append(write(`dossier/${at}`, 0, { at }))) as { recordedAt: string }).recordedAt;
        expect(await recorded('2024-03-01T08:00:00.120Z')).toBe('2024-03-01T08:00:00.120Z');
        expect(await recorded('2024-02-01T00:00:00.000Z')).toBe('2024-03-01T08:00:00.120Z');
        expect(await recorded('2024-03-01T16:00:01+08:00')).toBe('2024-03-01T08:00:01.000Z');
        const together = await Promise.all(['2025-01-01T00:00:00.000Z', '2024-05-01T00:00:00.000Z'].map(recorded));
        expect(together).toEqual(['2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z']);
      });

      it('takes an append without events, whose position is the head', async () => {
        await store.append(write('dossier/a', 0));
        expect(await store.append(appendOf({ claims: [{ kind: 'park', id: 'p', streamId: 'dossier/a' }] }))).toMatchObject({
          outcome: 'appended',
          position: 1,
        });
      });

      it('lists the streams of a category in their order, and none of a category whose name begins alike', async () => {
        for (const stream of ['park/b', 'park-like/c', 'park/a', 'dossier/park']) await store.append(write(stream, 0, {}, 2));
        expect(await store.streamsOf('park')).toEqual(['park/a', 'park/b']);
        expect(await store.streamsOf('none')).toEqual([]);
      });

      it('returns the versions of many streams, in the order asked', async () => {
        await store.append(write('dossier/b', 0, {}, 2));
        await store.append(write('dossier/a', 0));
        expect(await store.versions(['dossier/a', 'none', 'dossier/b', 'dossier/a'])).toEqual([1, 0, 2, 1]);
        expect(await store.versions([])).toEqual([]);
      });
    });

    describe('a check', () => {
      it('holds while the stream that was read does not change', async () => {
        await store.append(write('campaign/c', 0));
        const onCampaign = (version: number) =>
          store.append(write(`dossier/${version}`, 0, { checks: [{ streamId: 'campaign/c', version }] }));
        expect(await onCampaign(1)).toMatchObject({ outcome: 'appended' });
        expect(await onCampaign(0)).toEqual(conflict('check', 'campaign/c'));
        expect(await onCampaign(2)).toEqual(conflict('check', 'campaign/c'));
      });

      it('on version 0 holds while the stream does not exist', async () => {
        expect(await store.append(write('dossier/a', 0, { checks: [{ streamId: 'campaign/c', version: 0 }] }))).toMatchObject({
          outcome: 'appended',
        });
      });

      it('fails for a command after one that writes the stream, in the same batch too', async () => {
        await store.append(write('campaign/c', 0));
        const checks = [{ streamId: 'campaign/c', version: 1 }];
        const [before, move, stale, fresh] = await Promise.all([
          store.append(write('dossier/a', 0, { checks })),
          store.append(write('campaign/c', 1)),
          store.append(write('dossier/b', 0, { checks })),
          store.append(write('dossier/c', 0, { checks: [{ streamId: 'campaign/c', version: 2 }] })),
        ]);
        expect([before, move, stale, fresh].map((one) => one!.outcome)).toEqual(['appended', 'appended', 'conflict', 'appended']);
      });
    });

    describe('a claim', () => {
      const city = { kind: 'open-dossier', id: '440100' };
      const open = (streamId: string, more = {}) => write(streamId, 0, { claims: [{ ...city, streamId }], ...more });
      const close = (streamId: string, version: number, more = {}) =>
        write(streamId, version, { releases: [{ kind: city.kind, streamId }], ...more });

      it('is held by one stream only: of two dossiers of one city, each on its own empty stream, one opens', async () => {
        const answers = await Promise.all([store.append(open('dossier/a')), store.append(open('dossier/b'))]);
        expect(answers).toEqual([expect.objectContaining({ outcome: 'appended' }), conflict('claim', 'open-dossier/440100')]);
        expect(await store.findClaim(city.kind, city.id)).toEqual({ streamId: 'dossier/a', held: true });
        expect(await store.findClaim(city.kind, 'other')).toBeNull();
      });

      it('may be made again by its holder', async () => {
        await store.append(open('dossier/a'));
        expect(await store.append(write('dossier/a', 1, { claims: [{ ...city, streamId: 'dossier/a' }] }))).toMatchObject({
          outcome: 'appended',
        });
      });

      it('that is released keeps its last holder, and another stream may claim it', async () => {
        await store.append(
          open('dossier/a', {
            claims: [
              { ...city, streamId: 'dossier/a' },
              { kind: 'title', id: 't', streamId: 'dossier/a' },
            ],
          }),
        );
        await store.append(close('dossier/a', 1));
        expect(await store.findClaim(city.kind, city.id)).toEqual({ streamId: 'dossier/a', held: false });
        expect(await store.findClaim('title', 't')).toEqual({ streamId: 'dossier/a', held: true });
        expect(await store.append(open('dossier/b'))).toMatchObject({ outcome: 'appended' });
        expect(await store.findClaim(city.kind, city.id)).toEqual({ streamId: 'dossier/b', held: true });
      });

      it('can be moved to another stream within one command', async () => {
        await store.append(open('dossier/a'));
        const handOver = close('dossier/a', 1, { claims: [{ ...city, streamId: 'dossier/b' }] });
        expect(await store.append(handOver)).toMatchObject({ outcome: 'appended' });
        expect(await store.findClaim(city.kind, city.id)).toEqual({ streamId: 'dossier/b', held: true });
      });

      it('that was taken for never held is a conflict once a stream has held it, also after a release', async () => {
        const asserting = (streamId: string, more = {}) => write(streamId, 0, { unheld: [city], ...more });
        const both = (streamId: string) => asserting(streamId, { claims: [{ ...city, streamId }] });
        expect(await store.append(asserting('dossier/a'))).toMatchObject({ outcome: 'appended' });
        expect(await store.findClaim(city.kind, city.id)).toBeNull();
        expect(
          await outcomes(store.append(both('dossier/b')), store.append(both('dossier/c')), store.append(asserting('dossier/d'))),
        ).toEqual(['appended', 'conflict', 'conflict']);
        await store.append(close('dossier/b', 1));
        expect(await store.append(both('dossier/c'))).toEqual(conflict('claim', 'open-dossier/440100'));
        expect(await store.append(asserting('dossier/d'))).toEqual(conflict('claim', 'open-dossier/440100'));
        expect(await store.append(open('dossier/c'))).toMatchObject({ outcome: 'appended' });
      });

      it('follows the order of the commands within one batch', async () => {
        const all = await outcomes(
          store.append(open('dossier/a')),
          store.append(open('dossier/b')),
          store.append(close('dossier/a', 1)),
          store.append(open('dossier/c')),
          store.append(open('dossier/d')),
          store.append(close('dossier/c', 1)),
        );
        expect(all).toEqual(['appended', 'conflict', 'appended', 'appended', 'conflict', 'appended']);
        expect(await store.findClaim(city.kind, city.id)).toEqual({ streamId: 'dossier/c', held: false });
      });

      it('for two streams in one command is an error', async () => {
        const claims = ['dossier/a', 'dossier/b'].map((streamId) => ({ ...city, streamId }));
        await expect(store.append(appendOf({ claims }))).rejects.toThrow('claims open-dossier/440100 for two streams');
        expect(
          await store.append(
            open('dossier/a', {
              claims: [
                { ...city, streamId: 'dossier/a' },
                { ...city, streamId: 'dossier/a' },
              ],
            }),
          ),
        ).toMatchObject({ outcome: 'appended' });
      });
    });

    describe('a command id', () => {
      it('that is repeated returns the first result and does nothing', async () => {
        const once = write('dossier/a', 0, { result: '{"n":1}' });
        await store.append(once);
        expect(await store.append({ ...once, result: '{"n":2}' })).toEqual({ outcome: 'repeated', position: 1, result: '{"n":1}' });
        expect(await store.head()).toBe(1);
        expect(await store.findCommand(once.commandId)).toMatchObject({ position: 1, result: '{"n":1}' });
        expect(Buffer.from((await store.findCommand(once.commandId))!.requestHash)).toEqual(Buffer.from(once.requestHash));
        expect(await store.findCommand('never')).toBeNull();
      });

      it('with other content is an error, even after the stream has changed', async () => {
        const once = write('dossier/a', 0);
        await store.append(once);
        expect(await store.append({ ...once, requestHash: new Uint8Array(32).fill(2) })).toEqual({ outcome: 'mismatched' });
      });

      it('that met a conflict can be used again', async () => {
        await store.append(write('dossier/a', 0));
        const late = write('dossier/a', 0);
        expect(await store.append(late)).toMatchObject({ outcome: 'conflict' });
        expect(await store.append({ ...late, writes: [{ streamId: 'dossier/a', expectedVersion: 1, events: [event()] }] })).toMatchObject({
          outcome: 'appended',
        });
      });
    });

    describe('one batch', () => {
      it('takes two writes of one stream, the second on the version of the first', async () => {
        expect(await outcomes(store.append(write('dossier/a', 0, {}, 2)), store.append(write('dossier/a', 2)))).toEqual([
          'appended',
          'appended',
        ]);
        expect((await store.readStream('dossier/a')).map((one) => one.streamVersion)).toEqual([1, 2, 3]);
      });

      it('returns an outcome for each of its commands', async () => {
        const once = write('dossier/a', 0, { result: '{"n":1}' });
        const answers = await Promise.all([
          store.append(once),
          store.append(write('dossier/a', 0)),
          store.append(once),
          store.append({ ...once, requestHash: new Uint8Array(32).fill(2) }),
          store.append(write('dossier/b', 0)),
          store.append(write('dossier/b', 7)),
          store.append(write('dossier/a', 1)),
        ]);
        expect(answers.map((one) => one.outcome)).toEqual([
          'appended',
          'conflict',
          'repeated',
          'mismatched',
          'appended',
          'conflict',
          'appended',
        ]);
        expect(answers[2]).toEqual({ outcome: 'repeated', position: 1, result: '{"n":1}' });
        expect(answers[6]).toMatchObject({ position: 3 });
        expect((await collect(store.readAll())).map((one) => one.streamId)).toEqual(['dossier/a', 'dossier/b', 'dossier/a']);
      });

      it('appends a thousand writes of one stream', async () => {
        const all = await outcomes(...Array.from({ length: 1_000 }, (_, i) => store.append(write('dossier/a', i))));
        expect(new Set(all)).toEqual(new Set(['appended']));
        expect(await store.versions(['dossier/a'])).toEqual([1_000]);
      });

      it('is not affected by a malformed command', async () => {
        const good = event();
        const sent = [
          store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [good] }] })),
          store.append(appendOf({ writes: [{ streamId: 'dossier/b', expectedVersion: 0, events: [good] }] })), // an event id twice
          store.append(appendOf({ writes: [{ streamId: 'dossier/c', expectedVersion: 0, events: [{ ...event(), eventId: 'no uuid' }] }] })),
          store.append(write('dossier/d', 0, { at: 'yesterday' })),
          store.append(write('dossier/e', 0)),
        ];
        const settled = await Promise.allSettled(sent);
        expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
        expect(await store.versions(['dossier/a', 'dossier/b', 'dossier/c', 'dossier/d', 'dossier/e'])).toEqual([1, 0, 0, 0, 1]);
      });
    });

    describe('a secret', () => {
      const secret: Secret = {
        ref: 'vault/1',
        subject: 'person/1',
        wrappedKey: Buffer.from([1, 0, 2]),
        ciphertext: Buffer.from([3, 0, 4]),
      };

      it('is stored with the event that refers to it', async () => {
        await store.append(write('dossier/a', 0, { secrets: [secret] }));
        expect(await store.findSecret('vault/1')).toEqual(secret);
        expect(await store.findSecret('vault/2')).toBeNull();
      });

      it('is not stored if the event is not', async () => {
        const [, refused] = await Promise.all([
          store.append(write('dossier/a', 0)),
          store.append(write('dossier/a', 0, { secrets: [secret] })),
        ]);
        expect(refused).toMatchObject({ outcome: 'conflict' });
        expect(await store.findSecret('vault/1')).toBeNull();
      });

      it('that cannot be stored prevents its event', async () => {
        await store.append(write('dossier/a', 0, { secrets: [secret] }));
        await expect(store.append(write('dossier/b', 0, { secrets: [secret] }))).rejects.toThrow();
        expect(await store.versions(['dossier/b'])).toEqual([0]);
      });
    });

    describe('the key of a person', () => {
      const fresh = (id: string) => ({ subject: 'person-1', id, wrappedKey: Buffer.from([1, 0, 2]) });
      const row = (ref: string, personKey: string): Secret => ({
        ref,
        subject: 'person-1',
        wrappedKey: new Uint8Array(),
        ciphertext: Buffer.from([3, 0, 4]),
        personKey,
        streamId: 'dossier/a',
      });
      const own = (ref: string): Secret => ({ ref, subject: 'filing-1', wrappedKey: Buffer.from([9]), ciphertext: Buffer.from([1]) });

      it('is that of the first filing, also of two at a time', async () => {
        const both = await Promise.all([store.personKey(fresh('key-1')), store.personKey(fresh('key-2'))]);
        expect(both[0]).toEqual(both[1]);
        expect(await store.personKey(fresh('key-3'))).toEqual(both[0]);
        expect(await store.personKey({ ...fresh('key-4'), subject: 'person-2' })).toMatchObject({ id: 'key-4' });
      });

      it('opens all rows of the person, until it is destroyed with the event that says so', async () => {
        await store.personKey(fresh('key-1'));
        await store.append(write('dossier/a', 0, { secrets: [row('vault/1', 'key-1'), row('vault/2', 'key-1'), own('vault/3')] }));
        expect(await store.findSecret('vault/1')).toEqual({ ...row('vault/1', 'key-1'), wrappedKey: Buffer.from([1, 0, 2]) });
        const known = { key: 'key-1', texts: 2 };
        expect(await store.filedUnder('person-1')).toEqual({ ...known, streams: ['dossier/a'] });

        await store.append(write('erasure/a', 0, { erasures: [known] }));
        expect((await store.findSecret('vault/1'))!.wrappedKey).toHaveLength(0);
        expect((await store.findSecret('vault/3'))!.wrappedKey).toEqual(Buffer.from([9]));
        expect(await store.filedUnder('person-1')).toBeNull();
        expect(await store.append(write('erasure/b', 0, { erasures: [known] }))).toMatchObject({ outcome: 'conflict', on: 'key' });
      });

      it('is another one after an erasure, which the destroyed one does not open', async () => {
        await store.personKey(fresh('key-1'));
        await store.append(write('erasure/a', 0, { erasures: [{ key: 'key-1', texts: 0 }] }));
        expect(await store.append(write('dossier/a', 0, { secrets: [row('vault/1', 'key-1')] }))).toEqual({
          outcome: 'conflict',
          on: 'key',
          id: 'key-1',
        });
        expect(await store.personKey(fresh('key-2'))).toMatchObject({ id: 'key-2' });
        expect(await store.append(write('dossier/a', 0, { secrets: [row('vault/1', 'key-2')] }))).toMatchObject({ outcome: 'appended' });
      });

      it('is not destroyed where a filing came after the decision, in this batch or before it', async () => {
        await store.personKey(fresh('key-1'));
        const outcomes = await Promise.all([
          store.append(write('dossier/a', 0, { secrets: [row('vault/1', 'key-1')] })),
          store.append(write('erasure/a', 0, { erasures: [{ key: 'key-1', texts: 0 }] })),
          store.append(write('dossier/b', 0, { secrets: [row('vault/2', 'key-1')] })),
          store.append(write('erasure/b', 0, { erasures: [{ key: 'key-1', texts: 2 }] })),
          store.append(write('dossier/c', 0, { secrets: [row('vault/3', 'key-1')] })),
        ]);
        expect(outcomes.map((one) => (one.outcome === 'conflict' ? one.on : one.outcome))).toEqual([
          'appended',
          'key',
          'appended',
          'appended',
          'key',
        ]);
        expect((await store.findSecret('vault/2'))!.wrappedKey).toHaveLength(0);
      });

      it('of older rows is destroyed by their subject', async () => {
        await store.append(write('dossier/a', 0, { secrets: [own('vault/1')] }));
        expect(await store.filedUnder('filing-1')).toEqual({ key: 'filing-1', texts: 1, streams: [] });
        await store.append(write('erasure/a', 0, { erasures: [{ key: 'filing-1', texts: 1 }] }));
        expect((await store.findSecret('vault/1'))!.wrappedKey).toEqual(Buffer.from([0]));
      });
    });

    it('answers the appends that it accepted before it closes, and accepts no more', async () => {
      const taken = Array.from({ length: 20 }, (_, i) => store.append(write(`dossier/${i}`, 0)));
      const closing = store.close();
      await expect(store.append(write('dossier/late', 0))).rejects.toThrow('closed');
      expect(new Set(await outcomes(...taken))).toEqual(new Set(['appended']));
      await closing;
    });
  });
};
