import { answerToAppend, answerToRepeat, claimTaken, type StoredAnswer } from './stored-answer.js';

const event = { eventId: 'e1', type: 'BookPut', streamId: 'shelf/a', streamVersion: 1 };
const answer: StoredAnswer = { events: [event], warnings: [] };
const first: StoredAnswer = { events: [{ ...event, eventId: 'e0' }], warnings: [] };
const stored = { requestHash: new Uint8Array([1, 2]), position: 7, result: JSON.stringify(first) };
const reused = { outcome: 'refused', commandId: 'c1', refusal: { code: 'command-id-reused', details: { commandId: 'c1' } } };

describe('the answer to an append', () => {
  it('has the events of this attempt if they were appended', () => {
    expect(answerToAppend('c1', { outcome: 'appended', position: 9, recordedAt: '', result: '' }, answer)).toEqual({
      outcome: 'accepted',
      commandId: 'c1',
      position: 9,
      ...answer,
      created: {},
      repeated: false,
    });
  });
  it('is the first answer if the command id was used before', () => {
    expect(answerToAppend('c1', { outcome: 'repeated', position: 7, result: JSON.stringify(first) }, answer)).toEqual({
      outcome: 'accepted',
      commandId: 'c1',
      position: 7,
      ...first,
      created: {},
      repeated: true,
    });
  });
  it('is a refusal if the command id was used with other content', () => {
    expect(answerToAppend('c1', { outcome: 'mismatched' }, answer)).toMatchObject(reused);
  });
});

describe('the answer to a repeated command', () => {
  it('is the first answer if the content is the same', () => {
    expect(answerToRepeat('c1', stored, new Uint8Array([1, 2]))).toMatchObject({ position: 7, ...first, repeated: true });
  });
  it('is a refusal if the content differs', () => {
    expect(answerToRepeat('c1', stored, new Uint8Array([1, 3]))).toMatchObject(reused);
  });
});

describe('the answer to a lost claim', () => {
  it('names the kind and the id, which may contain a slash', () => {
    expect(claimTaken('c1', 'book/b/1')).toMatchObject({
      refusal: { code: 'id-taken', message: { en: 'the book id b/1 is taken' }, details: { kind: 'book', id: 'b/1' } },
    });
  });
});
