import { newIdFor } from './new-id.js';

const [key, other] = [new Uint8Array(32), new Uint8Array(32).fill(1)];

describe('an id made by the server', () => {
  it('says the kind of the thing, and is an id that every payload accepts', () => {
    expect(newIdFor(key, 'c1', 'objectionId')).toMatch(/^objection(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
    expect(newIdFor(key, 'c1', 'newPublicityId')).toMatch(/^publicity-/);
  });
  it('is the same for the same command, and another for another command, field or key', () => {
    const id = newIdFor(key, 'c1', 'objectionId');
    expect(newIdFor(key, 'c1', 'objectionId')).toBe(id);
    const others = [newIdFor(key, 'c2', 'objectionId'), newIdFor(key, 'c1', 'reportId'), newIdFor(other, 'c1', 'objectionId')];
    expect(new Set([id, ...others].map((one) => one.split('-').slice(1).join())).size).toBe(4);
  });
});
