import { pageText } from './page-text.js';

describe('the JSON of a page', () => {
  const [one, two] = [
    { caseId: 'a', name: '合肥' },
    { caseId: 'b', at: undefined },
  ];

  it('is that of JSON.stringify, also for items that were written before', () => {
    const page = { items: [one, two, one], next: null, total: 3, left: undefined };
    for (let time = 0; time < 2; time += 1) expect(String(pageText(page))).toBe(JSON.stringify(page));
    expect(String(pageText({ items: [] }))).toBe('{"items":[]}');
  });
  it('is that of JSON.stringify for an answer that is no page', () => {
    for (const answer of [{ code: 'service-away' }, null, [one], { items: 3 }])
      expect(String(pageText(answer))).toBe(JSON.stringify(answer));
  });
});
