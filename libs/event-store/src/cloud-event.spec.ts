import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.js';
import { publicHash, publicPayload } from './cloud-event.js';
import { metadataIn } from './decoding.js';
import { memoryStore } from './memory-store.js';
import type { StoredEvent } from './port.js';
import { appendOf, event } from './testing/appends.test.js';

describe('the hash of a public event', () => {
  const stored = async (data: object, metadata: object = {}): Promise<StoredEvent> => {
    const store = memoryStore();
    const events = [{ ...event(data, 'PUBLIC'), metadata: canonicalJson({ classification: 'PUBLIC', ...metadata }) }];
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events }] }));
    return (await store.readStream('dossier/a'))[0]!;
  };

  const hashed = (one: StoredEvent): string => publicHash(one, metadataIn(one));

  it('can be computed by a subscriber from the attributes and the data as they came', async () => {
    const one = await stored({ city: '广州', '9': 1, '10': 2 });
    const data = canonicalJson(JSON.parse(publicPayload(one, {})) as object);
    const text = `minglu/public/v1\ndossier/a\n1\n${one.eventId}\nThingHappened\nurn:minglu:event:ThingHappened:v1\n${data}`;
    expect(publicHash(one, metadataIn(one))).toBe(createHash('sha256').update(text).digest('hex'));
  });
  it('covers no field that stays inside, and the payload without it is canonical', async () => {
    const one = await stored({ '9': 1, '10': 2, secret: 's' }, { internal: { secret: null } });
    const outside = { ...one, payload: '{"10":2,"9":1}', metadata: canonicalJson({ classification: 'PUBLIC' }) };
    expect(publicPayload(one, { internal: { secret: null } })).toBe('{"10":2,"9":1}');
    expect(hashed(one)).toBe(hashed(outside));
  });
  it('differs with the stream, the version, the id, the type, the schema and the data', async () => {
    const one = await stored({ a: 1 });
    const others: Partial<StoredEvent>[] = [
      { streamId: 'dossier/b' },
      { publicVersion: 2 },
      { eventId: one.eventId.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
      { type: 'OtherThing' },
      { schemaVersion: 2 },
      { payload: '{"a":2}' },
    ];
    for (const other of others) expect(hashed({ ...one, ...other })).not.toBe(hashed(one));
  });
});
