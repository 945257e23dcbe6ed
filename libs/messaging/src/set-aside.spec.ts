import { describeOnPostgres, tamper } from '@minglu/event-store/testing';
import type { StoredEvent } from '@minglu/event-store';
import { bench, type Bench } from './behaviour.test.js';
import { setAsideByPublisher } from './set-aside.js';

const placeOf = ({ streamId, streamVersion }: StoredEvent): string => `${streamId}@${streamVersion}`;

describeOnPostgres('the events that the publisher sets aside', () => {
  let one: Bench;
  beforeAll(async () => {
    one = await bench();
    await one.append('dossier/a', 0, 2, 'PUBLIC');
    await one.append('dossier/b', 0, 1, 'PUBLIC');
    await one.append('dossier/a', 2, 1, 'PUBLIC');
    await tamper(one.database, `UPDATE events SET payload = '{"n":7}' WHERE position = 2`);
  }, 30_000);
  afterAll(() => one.close());

  const publish = async (aside: ReturnType<typeof setAsideByPublisher>): Promise<readonly string[]> => {
    const sent: StoredEvent[] = [];
    await aside.retry(one.store, async (event) => void sent.push(event));
    for await (const page of one.store.readAll()) sent.push(...(await aside.sendable(page)));
    return sent.map(placeOf);
  };
  const askToRetry = () => one.database.pool.query('UPDATE publisher.set_aside SET retry = true');

  it('are a damaged one and the later ones of its stream; others go on, also after a restart', async () => {
    for (let start = 0; start < 2; start += 1)
      expect(await publish(setAsideByPublisher(one.database.pool))).toEqual(['dossier/a@1', 'dossier/b@1']);
    const { rows } = await one.database.pool.query('SELECT position::int, reason FROM publisher.set_aside ORDER BY position');
    expect(rows).toEqual([
      { position: 2, reason: 'the record does not match its content hash' },
      { position: 4, reason: 'waits behind an event that is parked' },
    ]);
    expect(await setAsideByPublisher(one.database.pool).waiting()).toMatchObject({ events: 2 });
  });

  it('are sent in order when an operator asks and the log is mended, and the stream goes on', async () => {
    const aside = setAsideByPublisher(one.database.pool);
    await publish(aside);
    await askToRetry();
    expect(await publish(aside)).toEqual(['dossier/a@1', 'dossier/b@1']); // still damaged
    await tamper(one.database, `UPDATE events SET payload = '{"n":2}' WHERE position = 2`);
    await askToRetry();
    const sent: string[] = [];
    await aside.retry(one.store, async (event) => void sent.push(placeOf(event)));
    expect(sent).toEqual(['dossier/a@2', 'dossier/a@3']);
    expect(await aside.waiting()).toEqual({ events: 0, seconds: null });
    expect(await publish(aside)).toEqual(['dossier/a@1', 'dossier/a@2', 'dossier/b@1', 'dossier/a@3']);
  });
});
