import { idOfReceipt, newIdFor, receiptNumber } from './new-id.js';

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

describe('the number of a receipt', () => {
  it('holds the id, and is of no use if it was changed or made with another key', () => {
    const number = receiptNumber(key, 'o.1');
    expect(number).toMatch(/^o\.1\.[0-9a-z]{4}-[0-9a-z]{4}$/);
    expect(idOfReceipt(key, number)).toBe('o.1');
    const wrong = [receiptNumber(other, 'o.1'), number.replace('o.1', 'o.2'), `${number}0`, 'o.1', '', '.'];
    expect(wrong.map((one) => idOfReceipt(key, one))).toEqual(wrong.map(() => null));
  });
});
