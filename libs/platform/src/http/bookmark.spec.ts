import { randomBytes } from 'node:crypto';
import { bookmarks } from './bookmark.js';

describe('a bookmark in the log', () => {
  const { mark, read } = bookmarks(randomBytes(32));
  it('comes back as the position that it was made of, and looks different each time', () => {
    expect([0, 7, 2 ** 40].map((position) => read(mark(position)))).toEqual([0, 7, 2 ** 40]);
    expect(mark(7)).not.toBe(mark(7));
  });
  it('is refused when it was made up, changed or made with another key', () => {
    const changed = Buffer.from(mark(7), 'base64url');
    changed[14]! ^= 1;
    expect([read('1000000'), read(''), read(changed.toString('base64url')), read(bookmarks(randomBytes(32)).mark(7))]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
