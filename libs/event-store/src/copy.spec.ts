import { withConnection } from './transaction.js';
import { cellText, copyIn, copyOut, type Cell } from './copy.js';
import { textArray } from './array-parameters.js';
import { describeOnPostgres, newDatabase, type Database } from './testing/index.js';

describeOnPostgres('COPY', () => {
  let database: Database;
  beforeAll(async () => {
    database = await newDatabase();
    await database.pool.query('CREATE TABLE sorts (number int, words text, list text[], bytes bytea, truth boolean, json json)');
  });
  afterAll(() => database.drop());

  const hard = ['', '\\N', 'a\tb\nc\rd\\e', '"quoted", {braces}', "it's", '中文 🚀', 'NULL', '\\x41', '\u0001'];
  const columns = 'number, words, list, bytes, truth, json';
  const rows: readonly (readonly Cell[])[] = [
    ...hard.map((words, number): Cell[] => [number, words, [words, ...hard], '\\x00ff', number % 2 === 0, JSON.stringify({ words })]),
    [99, null, [], null, null, null],
  ];
  const expected = rows.map(([number, words, list, bytes, truth, json]) => ({
    number,
    words,
    list,
    bytes: bytes === null ? null : Buffer.from([0, 255]),
    truth,
    json: json === null ? null : (JSON.parse(json as string) as object),
  }));
  const stored = async () => (await database.pool.query('TABLE sorts ORDER BY number')).rows as readonly object[];
  afterEach(() => database.pool.query('TRUNCATE sorts'));

  it('writes every text, list and null as it is', async () => {
    await withConnection(database.pool, (client) => copyIn(client, `sorts (${columns})`, rows));
    expect(await stored()).toEqual(expected);
  });

  it('writes the same rows as an INSERT of the texts of the cells', async () => {
    const types = ['int', 'text', 'text[]', 'bytea', 'boolean', 'json'];
    await database.pool.query(
      `INSERT INTO sorts SELECT ${types.map((type, at) => `c${at}::${type}`).join(', ')}
       FROM unnest(${types.map((_, at) => `$${at + 1}::text[]`).join(', ')}) AS n(${types.map((_, at) => `c${at}`).join(', ')})`,
      types.map((_, at) => textArray(rows.map((row) => cellText(row[at]!)))),
    );
    expect(await stored()).toEqual(expected);
  });

  it('rejects with the error of the server, and leaves the connection usable', async () => {
    await withConnection(database.pool, async (client) => {
      await expect(copyIn(client, 'sorts (number)', [['no number']])).rejects.toThrow('invalid input syntax');
      await expect(copyIn(client, 'nothing (number)', [[1]])).rejects.toThrow('does not exist');
      await expect(copyOut(client, 'SELECT 1 / 0', () => undefined)).rejects.toThrow('division by zero');
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    });
  });

  it('reads every row once, and ends with the error of the reader', async () => {
    await withConnection(database.pool, async (client) => {
      const read: number[] = [];
      await copyOut(client, 'SELECT n FROM generate_series(1, 500) n', (bytes) => read.push(bytes.readInt32BE(4)));
      expect(read).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
      await copyOut(client, 'SELECT 1 WHERE false', () => read.push(0));
      expect(read).toHaveLength(500);
      const stop = copyOut(client, 'SELECT n FROM generate_series(1, 5) n', () => {
        throw new Error('enough');
      });
      await expect(stop).rejects.toThrow('enough');
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    });
  });
});
