import { randomBytes } from 'node:crypto';
import { bookmarks, placeOf } from './bookmark.js';

describe('a bookmark in the log', () => {
  const { mark, read } = bookmarks(randomBytes(32));
  const at = (position: number, streams: Record<string, number> = {}) => ({ position, streams });
  it('comes back as the place that it was made of, and looks different each time', () => {
    for (const place of [at(0), at(7, { 'dossier/a': 3 }), at(2 ** 40)]) expect(read(mark(place))).toEqual(place);
    expect(mark(at(7))).not.toBe(mark(at(7)));
  });
  it('is as long for one stream as for another, and tells no number by its length', () => {
    expect(mark(at(1, { 'dossier/a': 1 }))).toHaveLength(mark(at(2 ** 40, { 'dossier/a-longer-one': 1_000 })).length);
  });
  it('holds the last version of each stream that a command wrote', () => {
    const events = [
      { streamId: 'dossier/a', streamVersion: 3 },
      { streamId: 'dossier/a', streamVersion: 4 },
      { streamId: 'dossier/b', streamVersion: 1 },
    ];
    expect(placeOf(9, events)).toEqual(at(9, { 'dossier/a': 4, 'dossier/b': 1 }));
  });
  it('is refused when it was made up, changed or made with another key', () => {
    const changed = Buffer.from(mark(at(7)), 'base64url');
    changed[14]! ^= 1;
    expect([read('1000000'), read(''), read(changed.toString('base64url')), read(bookmarks(randomBytes(32)).mark(at(7)))]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
