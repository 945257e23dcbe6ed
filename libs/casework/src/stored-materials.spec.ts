import { randomBytes } from 'node:crypto';
import { materialDigest, type AnyAct } from '@minglu/kernel';
import { memoryStore } from '@minglu/event-store';
import { commandHandler } from './command-handler.js';
import type { Naming, StoredMaterials } from './stored-materials.js';
import { acts, clerk, NOON, registry, rules, shelves } from './testing/library.js';
import { vault } from './vault.js';

const [stored, unknown] = ['a'.repeat(64), 'b'.repeat(64)];
/** Each act, with a field that names a file, which its events do not keep. */
const withScan = acts.map((act): AnyAct => {
  const payload = { ...act.payload, properties: { ...act.payload.properties, scanSha256: materialDigest() } };
  const decide: AnyAct['decide'] = ({ data: { scanSha256: _, ...data }, ...input }, target, reads) =>
    act.decide({ ...input, data }, target, reads);
  return { ...act, payload: payload as never, decide };
});

describe('the files that a command names', () => {
  const asked: (readonly [readonly string[], Naming])[] = [];
  let nameable: readonly string[];
  let log: ReturnType<typeof memoryStore>;
  let handler: ReturnType<typeof commandHandler>;
  beforeEach(() => {
    asked.length = 0;
    nameable = [stored];
    log = memoryStore();
    const materials: StoredMaterials = {
      refused: async (digests, naming) => {
        asked.push([digests, naming]);
        return digests.filter((one) => !nameable.includes(one));
      },
    };
    handler = commandHandler({
      store: log,
      registry,
      acts: withScan,
      categories: [shelves, rules],
      vault: vault(randomBytes(32)),
      requestKey: randomBytes(32),
      rulePackage: 'house',
      calendarStream: 'rules/house',
      materials,
    });
  });
  const close = (scanSha256?: string, commandId = 'c1', actor = clerk) => ({
    commandId,
    type: 'CloseShelf',
    data: { shelf: 'a', ...(scanSha256 === undefined ? {} : { scanSha256 }) },
    actor,
    at: NOON,
    tickets: ['t1'],
  });

  it('are asked for with the actor and his tickets, and a command without files asks for none', async () => {
    expect(await handler.execute(close(stored))).toMatchObject({ outcome: 'accepted' });
    expect(asked).toEqual([[[stored], { actor: clerk, at: NOON, tickets: ['t1'] }]]);
  });
  it('are refused with the provisions of the act, and nothing is recorded', async () => {
    for (const answer of [await handler.execute(close(unknown)), await handler.tryOut(close(unknown))])
      expect(answer).toMatchObject({
        outcome: 'refused',
        refusal: {
          code: 'material-not-stored',
          legalBasis: acts.find(({ command }) => command === 'CloseShelf')!.legalBasis,
          details: { digests: [unknown] },
        },
      });
    expect(await log.head()).toBe(0);
  });
  it('are accepted on a later try, once the file is stored', async () => {
    await handler.execute(close(unknown));
    nameable = [stored, unknown];
    expect(await handler.execute(close(unknown))).toMatchObject({ outcome: 'accepted', repeated: false });
  });
  it('are refused if the log says that they were removed after the look', async () => {
    const append = log.append;
    let removed = 0;
    (log as { append: typeof append }).append = async (one) =>
      (removed += 1) === 1 ? { outcome: 'conflict', on: 'file', id: stored } : append(one);
    expect(await handler.execute(close(stored))).toMatchObject({
      refusal: { code: 'material-not-stored', details: { digests: [stored] } },
    });
    expect([removed, asked.length, await log.head()]).toEqual([1, 1, 0]);
    expect(await handler.execute(close(stored))).toMatchObject({ outcome: 'accepted', repeated: false });
  });
  it('are not asked for where the command is refused anyway', async () => {
    expect(await handler.execute(close(unknown, 'c1', { ...clerk, role: 'stranger' }))).toMatchObject({
      refusal: { code: 'not-authorised' },
    });
    expect(asked).toEqual([]);
  });
  it('do not change the answer to a repeated command', async () => {
    await handler.execute(close(stored));
    nameable = [];
    expect(await handler.execute(close(stored))).toMatchObject({ outcome: 'accepted', repeated: true });
  });
});
