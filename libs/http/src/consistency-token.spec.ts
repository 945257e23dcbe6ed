import { randomBytes } from 'node:crypto';
import { consistencyTokens, tokenPosition } from './consistency-token.js';

describe('a consistency token', () => {
  const { issue, read } = consistencyTokens(randomBytes(32));
  const at = (position: number, streams: Record<string, number> = {}) => ({ position, streams });

  it('reads back as the position it was issued for', () => {
    for (const position of [at(0), at(7, { 'dossier/a': 3 }), at(2 ** 40)]) expect(read(issue(position))).toEqual(position);
  });
  it('differs each time, also for the same position', () => {
    expect(issue(at(7))).not.toBe(issue(at(7)));
  });
  it('has the same length for small and large numbers', () => {
    expect(issue(at(1, { 'dossier/a': 1 }))).toHaveLength(issue(at(2 ** 40, { 'dossier/a-longer-one': 1_000 })).length);
  });
  it('holds the last version of each stream that a command wrote', () => {
    const events = [
      { streamId: 'dossier/a', streamVersion: 3 },
      { streamId: 'dossier/a', streamVersion: 4 },
      { streamId: 'dossier/b', streamVersion: 1 },
    ];
    expect(tokenPosition(9, events)).toEqual(at(9, { 'dossier/a': 4, 'dossier/b': 1 }));
  });
  it('is rejected if it was invented, changed or issued with another key', () => {
    const changed = Buffer.from(issue(at(7)), 'base64url');
    changed[14]! ^= 1;
    const ofAnotherKey = consistencyTokens(randomBytes(32)).issue(at(7));
    for (const token of ['1000000', '', changed.toString('base64url'), ofAnotherKey]) expect(read(token)).toBeNull();
  });
});
