import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { admin } from '@minglu/dossier/testing';
import { eventually } from '@minglu/event-store/testing';
import { kafkaClient, topicNames } from '@minglu/messaging';
import { describeOnKafka, readRanges, testKafka, topicEnds } from '@minglu/messaging/testing';
import pg from 'pg';
import { OPEN_CAMPAIGN } from './applications.js';
import { fleetOnOwnDatabase, type FleetOnOwnDatabase } from './own-database.js';

/** Planted in each text that may name a person. */
const CANARIES = {
  name: '金丝雀丙某',
  contact: '13312340003',
  content: '金丝雀所举报的内容',
  wrongly: '金丝雀错报的内容',
  broken: '金丝雀残缺的内容',
  objector: '金丝雀丁某',
};
/** Planted in a text that everyone may read: a search that does not find it would find nothing. */
const OPEN = '样例文号〔2026〕7号';

/** The texts that stand in some bytes, plain or escaped as JSON escapes them. */
const foundIn = (bytes: Buffer, texts: readonly string[]): readonly string[] =>
  texts.filter((text) =>
    [text, encodeURIComponent(text), escaped(text), Buffer.from(text).toString('hex')].some((form) => bytes.includes(form)),
  );
const escaped = (text: string): string => text.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describeOnKafka('the names and words of a reporter, in services of separate processes', () => {
  let own: FleetOnOwnDatabase;
  const canaries = Object.values(CANARIES);
  const send = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(new URL(path, own.one.fleet.urlOf('gateway')), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  beforeAll(async () => {
    own = await fleetOnOwnDatabase(testKafka, undefined, { LOG_LEVEL: 'debug' });
    const opened = await own.one.ask('/commands', admin, { ...OPEN_CAMPAIGN, data: { ...OPEN_CAMPAIGN.data, documentNumber: OPEN } });
    expect(opened.status).toBe(201);
    const report = { nameMode: 'real-name', name: CANARIES.name, contact: CANARIES.contact, cityCode: '330100', evidence: [] };
    const answers = [
      await send('/reports', JSON.stringify({ ...report, content: CANARIES.content })),
      // Input that is refused passes through the paths of errors.
      await send('/reports', JSON.stringify({ ...report, content: CANARIES.wrongly, cityCode: CANARIES.wrongly })),
      await send('/reports', `{"content":"${CANARIES.broken}`),
      await send(
        '/public-notices/p-0/objections',
        JSON.stringify({ nameMode: 'real-name', name: CANARIES.objector, contact: '1', grounds: '1' }),
      ),
    ];
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }, index) => (status < 500 ? status >= 400 : texts[index]))).toEqual([false, true, true, true]);
    expect(texts.flatMap((text) => foundIn(Buffer.from(text), canaries))).toEqual([]);
  }, 180_000);
  afterAll(() => own?.close(), 60_000);

  it('stand in no record of any topic', async () => {
    const kafka = kafkaClient(testKafka(), 'tests');
    const topics = Object.values(topicNames(own.one.prefix));
    let found: readonly string[] = [];
    await eventually('the report and the campaign are on Kafka', async () => {
      const ends = await topicEnds(kafka, topics);
      const records = await readRanges(
        kafka,
        ends.map((end) => ({ ...end, from: 0n })),
      );
      const bytes = Buffer.concat(
        records.flatMap(({ message: { key, value, headers } }) =>
          [key, value, ...Object.values(headers ?? {}).flat()].flatMap((one) => (one ? [Buffer.from(one)] : [])),
        ),
      );
      found = foundIn(bytes, [...canaries, OPEN]);
      return bytes.includes('ReportFiled') && found.includes(OPEN);
    });
    expect(found).toEqual([OPEN]);
  }, 120_000);

  it('stand in no file of the database, so in no copy of it', async () => {
    const client = new pg.Client({
      connectionString: own.server().url.replace(/\/[^/?]*(\?|$)/, `${new URL(own.one.databaseUrl).pathname}$1`),
    });
    await client.connect();
    await client.query('CHECKPOINT');
    await client.end();
    const found = new Set<string>();
    for (const path of await filesBelow(own.dataFolder))
      for (const text of foundIn(await readFile(path).catch(() => Buffer.alloc(0)), [...canaries, OPEN])) found.add(text);
    expect([...found]).toEqual([OPEN]);
  }, 120_000);

  it('stand in no line that a process has written', async () => {
    const logs = (await filesBelow(own.one.logs)).filter((path) => path.endsWith('.log'));
    expect(logs.length).toBeGreaterThanOrEqual(7);
    const texts = await Promise.all(logs.map((path) => readFile(path)));
    // At this level each process writes.
    expect(texts.filter((text) => text.length === 0)).toEqual([]);
    expect(texts.flatMap((text) => foundIn(text, canaries))).toEqual([]);
  });
});
