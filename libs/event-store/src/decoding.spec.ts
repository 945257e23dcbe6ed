import { defineEvent, eventRegistry, record, Type } from '@minglu/kernel';
import { memoryStore } from './memory-store.js';
import { decodeStored } from './decoding.js';
import { AT, appendOf, event } from './testing/appends.test.js';

const ThingHappened = defineEvent({
  type: 'ThingHappened',
  version: 2,
  title: { zh: '事件', en: 'Thing happened' },
  payload: record({ amount: Type.String() }),
  classification: 'PUBLIC',
  upcasts: { 1: ({ figure }: { figure: string }) => ({ amount: figure }) },
});
const registry = eventRegistry({ ThingHappened });

describe('a stored event', () => {
  const stored = async (data: unknown, schemaVersion: number) => {
    const store = memoryStore();
    await store.append(
      appendOf({ writes: [{ streamId: 'thing/a', expectedVersion: 0, events: [{ ...event(data, 'PUBLIC'), schemaVersion }] }] }),
    );
    return (await store.readStream('thing/a'))[0]!;
  };

  it('is decoded with payload, metadata and position', async () => {
    expect(decodeStored(await stored({ amount: '1.5' }, 2), registry)).toMatchObject({
      position: 1,
      streamId: 'thing/a',
      streamVersion: 1,
      publicVersion: 1,
      schemaVersion: 2,
      recordedAt: AT,
      event: { type: 'ThingHappened', data: { amount: '1.5' } },
      metadata: { classification: 'PUBLIC' },
    });
  });

  it('of an older schema version is upcast', async () => {
    expect(decodeStored(await stored({ figure: '2.0' }, 1), registry).event).toEqual({ type: 'ThingHappened', data: { amount: '2.0' } });
  });

  it('that does not match its schema is refused', async () => {
    const misfit = await stored({ amount: 3 }, 2);
    expect(() => decodeStored(misfit, registry)).toThrow('ThingHappened cannot be read');
  });
});
