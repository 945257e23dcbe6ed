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
  const hashOfPublic = (one: StoredEvent): string => publicHash(one, metadataIn(one));

  it('can be computed by a subscriber from the attributes and the data, also where fields stay inside', async () => {
    for (const metadata of [{}, { internal: { secret: null } }]) {
      const one = await stored({ city: '广州', '9': 1, '10': 2, secret: 's' }, metadata);
      const data = canonicalJson(JSON.parse(publicPayload(one, metadata)) as object);
      const hash = createHash('sha256').update('minglu/public/v1\0');
      for (const part of ['dossier/a', '1', 'ThingHappened', 'urn:minglu:event:ThingHappened:v1', data]) {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(Buffer.byteLength(part));
        hash.update(length).update(part);
      }
      expect(hashOfPublic(one)).toBe(hash.digest('hex'));
    }
  });
  it('covers no field that stays inside', async () => {
    const inside = { internal: { secret: null } };
    expect(hashOfPublic(await stored({ a: 1, secret: 's' }, inside))).toBe(hashOfPublic(await stored({ a: 1, secret: 't' }, inside)));
  });
});
