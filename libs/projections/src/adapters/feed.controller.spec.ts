import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Classification } from '@minglu/kernel';
import { memoryStore, metadataIn, publicHash, type EventStore, type LogIdentity, type StoredEvent } from '@minglu/event-store';
import { appendOf, event } from '@minglu/event-store/testing';
import { consistencyTokens, ProblemException } from '@minglu/http';
import { FeedController } from './feed.controller.js';

const tokens = consistencyTokens(randomBytes(32));

/** An event to be recorded, with its stream. */
interface Step {
  readonly stream: number;
  readonly level: Classification;
  readonly id: string;
}
type Page = Awaited<ReturnType<FeedController['page']>>;

const record = async (log: EventStore, steps: readonly Step[]): Promise<void> => {
  for (const { stream, level, id } of steps) {
    const [streamId, n] = [`dossier/${stream}`, id.charCodeAt(0)];
    const [expectedVersion] = await log.versions([streamId]);
    const events = [{ ...event({ n }, level), eventId: id }];
    await log.append(appendOf({ writes: [{ streamId, expectedVersion: expectedVersion!, events }] }));
  }
};
const eventsOf = async (log: EventStore): Promise<readonly StoredEvent[]> => {
  const all: StoredEvent[] = [];
  for await (const page of log.readAll()) all.push(...page);
  return all;
};

/** The answer of the feed, or its problem. */
const answer = (log: EventStore, cursor: string | null, limit: number): Promise<Page | ProblemException['problem']> =>
  new FeedController(log, tokens).page(cursor === null ? null : tokens.read('feed', cursor)!.place, limit).catch((error: unknown) => {
    if (error instanceof ProblemException) return error.problem;
    throw error;
  });
/** An answer with the lengths of its cursors, which differ each time. */
const shown = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (name, value: unknown) => ((name === 'cursor' || name === 'next') && value ? String(value).length : value)),
  );

/** Every page of the feed, from the beginning. */
const pagesOf = async (log: EventStore, limit: number): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  for (let next: string | null = null; pages.length === 0 || next !== null;) {
    const page = (await answer(log, next, limit)) as Page;
    pages.push(page);
    next = page.next;
  }
  return pages;
};

describe('the feed', () => {
  it('answers in a world with events that are not public exactly as in one without, before and after a restore', async () => {
    const step = fc.record<Step>({
      stream: fc.nat({ max: 2 }),
      level: fc.constantFrom<Classification>('PUBLIC', 'INTERNAL', 'RESTRICTED'),
      id: fc.uuid(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(step, { maxLength: 14, selector: ({ id }) => id }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 14 }),
        fc.boolean(),
        async (steps, limit, kept, isDeclared) => {
          const identity: LogIdentity = { logId: randomUUID(), epochs: [{ epoch: 1, after: 0, hash: '' }] };
          const course = async (all: readonly Step[], untilRestore: number) => {
            const log = memoryStore({ ...identity, events: [] });
            await record(log, all);
            const before = await pagesOf(log, limit);
            const events = (await eventsOf(log)).slice(0, untilRestore);
            const epochs = isDeclared ? [...identity.epochs, { epoch: 2, after: events.length, hash: '' }] : identity.epochs;
            const restored = memoryStore({ ...identity, epochs, events });
            await record(restored, [{ stream: 0, level: 'PUBLIC', id: '00000000-0000-4000-8000-000000000000' }]);
            const after = [];
            for (const { cursor } of before) after.push(await answer(restored, cursor, limit));
            return shown({ before, after });
          };
          const isPublic = ({ level }: Step) => level === 'PUBLIC';
          const open = await course(steps.filter(isPublic), steps.slice(0, kept).filter(isPublic).length);
          expect(await course(steps, Math.min(kept, steps.length))).toEqual(open);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says of each event its log, its branch, and the hash of the public event before it in its stream', async () => {
    const log = memoryStore();
    await record(
      log,
      [1, 2, 1, 1].map((stream, i) => ({ stream, level: i === 2 ? 'RESTRICTED' : 'PUBLIC', id: randomUUID() })),
    );
    const { logId, epochs } = await log.identity();
    const again = memoryStore({ logId, epochs: [...epochs, { epoch: 2, after: 3, hash: '' }], events: await eventsOf(log) });
    const [first] = await eventsOf(again);
    const { items } = (await answer(again, null, 10)) as Page;
    expect(items).toMatchObject([
      { subject: 'dossier/1', publicversion: 1, logid: logId, epoch: 1 },
      { subject: 'dossier/2', publicversion: 1, logid: logId, epoch: 1 },
      { subject: 'dossier/1', publicversion: 2, logid: logId, epoch: 2, predecessor: publicHash(first!, metadataIn(first!)) },
    ]);
    expect(items.map((item) => 'predecessor' in item)).toEqual([false, false, true]);
  });

  it('refuses a cursor of another branch with the last public event that both have and a cursor there, and one of another log', async () => {
    const log = memoryStore();
    const steps = Array.from({ length: 4 }, (_, i): Step => ({ stream: i % 2, level: 'PUBLIC', id: randomUUID() }));
    await record(log, steps);
    const { cursor } = (await answer(log, null, 10)) as Page;
    const { logId, epochs } = await log.identity();
    const events = (await eventsOf(log)).slice(0, 2);
    const restored = memoryStore({ logId, epochs: [...epochs, { epoch: 2, after: 2, hash: '' }], events });
    await record(restored, [{ stream: 2, level: 'PUBLIC', id: randomUUID() }]);
    const problem = (await answer(restored, cursor, 10)) as ProblemException['problem'];
    expect(problem).toMatchObject({
      status: 409,
      code: 'other-branch',
      details: { cause: 'other-branch', last: { id: steps[1]!.id, subject: 'dossier/1', publicversion: 1 } },
    });
    const goneOn = (await answer(restored, problem.details['cursor'] as string, 10)) as Page;
    expect(goneOn.items).toMatchObject([{ subject: 'dossier/2', epoch: 2 }]);
    const undeclared = memoryStore({ logId, epochs, events });
    expect(await answer(undeclared, cursor, 10)).toMatchObject({
      status: 409,
      code: 'other-branch',
      details: { cause: 'other-branch', cursor: null, last: null },
    });
    expect(await answer(memoryStore(), cursor, 10)).toMatchObject({
      status: 409,
      code: 'other-branch',
      details: { cause: 'other-log', cursor: null, last: null },
    });
  });
});
