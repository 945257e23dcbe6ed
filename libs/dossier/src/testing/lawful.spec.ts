import type { Outcome, World } from '@minglu/kernel/testing';
import { lawful } from './lawful.js';

/** Put together, so that the trace does not take a sample for a test of the article. */
const article = (number: number): string => ['measure-2022', number].join('/');

const nothing: Outcome = { refusal: null, warnings: [], events: [] } as unknown as Outcome;
const message = { zh: '缺少材料', en: 'materials missing' };
/** A world whose every answer is this one. */
const answering = (outcome: object): World => lawful({ when: () => ({ ...nothing, ...outcome }) } as unknown as World);
const ask = (outcome: object): Outcome => answering(outcome).when({} as never);
const refusing = (refusal: object): object => ({
  refusal: { code: 'materials-missing', legalBasis: [article(10)], message, ...refusal },
});

describe('a lawful world', () => {
  it('hands on an answer that rests on provisions and speaks both languages', () => {
    const refused = refusing({});
    expect(ask(refused)).toEqual({ ...nothing, ...refused });
    expect(ask(refusing({ code: 'unknown-id', legalBasis: [] })).refusal?.code).toBe('unknown-id');
    expect(ask({ events: [{ legalBasis: [article(18)] }, {}] }).events).toHaveLength(2);
  });
  it.each<[string, object]>([
    [`no such provision: ${article(99)}`, refusing({ legalBasis: [article(99)] })],
    [`no such provision: ${article(98)}`, { warnings: [{ code: 'late', legalBasis: [article(98)], message }] }],
    [`no such provision: ${article(97)}`, { events: [{ legalBasis: [article(97)] }] }],
    ['refused without a provision: materials-missing', refusing({ legalBasis: [] })],
    ['says nothing in Chinese: missing', refusing({ message: { zh: 'missing', en: 'missing' } })],
    ['says nothing in English: 缺', refusing({ message: { zh: '缺', en: '缺' } })],
    ['does not name what it speaks of', refusing({ message: { zh: '缺少 undefined', en: 'missing' } })],
    ['does not name what it speaks of', { warnings: [{ code: 'late', legalBasis: [], message: { zh: '迟', en: 'late by NaN days' } }] }],
  ])('fails a test with: %s', (fault, outcome) => {
    expect(() => ask(outcome)).toThrow(fault);
  });
  it('looks at the answers of a copy as well', () => {
    const inner = { when: () => ({ ...nothing, ...refusing({ legalBasis: [] }) }), fork: () => inner } as unknown as World;
    expect(() =>
      lawful(inner)
        .fork()
        .when({} as never),
    ).toThrow('refused without a provision');
  });
});
