import { command, dossierOf, expert, officer, on, reviewRequested, sha, underReview } from '../testing/index.js';

const record = (method: string, date = '2025-09-26', by = officer) =>
  command(by, on('2025-09-26'), 'RecordReviewMethod', { caseId: 'a', method, date, place: '杭州', recordSha256: sha('c') });

describe('RecordReviewMethod (article 17)', () => {
  it.each(['document-review', 'site-visit', 'key-interview', 'symposium'])('records a %s', (method) => {
    const it = underReview();
    it.when(record(method)).then('ReviewMethodRecorded');
    expect(dossierOf(it)).toMatchObject({ status: 'UNDER_REVIEW', review: { methods: 2 } });
  });
  it('refuses a date in the future', () => {
    underReview().when(record('site-visit', '2025-09-27')).thenRefused('date-in-future', 'measure-2022/17');
  });
  it('takes place on the day on which the panel was convened, or later (decisions 27 and 36)', () => {
    underReview().when(record('site-visit', '2025-09-24')).thenRefused('before-the-panel', 'measure-2022/17');
    underReview().when(record('site-visit', '2025-09-25')).then('ReviewMethodRecorded');
  });
  it('may be another, which is described', () => {
    underReview().when(record('other')).then('ReviewMethodRecorded').thenWarns('method-not-described');
    const { with: data, ...rest } = record('other');
    const [event] = underReview()
      .when({ ...rest, with: { ...data, description: '线上答辩' } })
      .then('ReviewMethodRecorded')
      .thenWarns().events;
    expect(event?.data).toMatchObject({ method: 'other', description: '线上答辩' });
  });
  it('is possible only in the review, for an officer', () => {
    reviewRequested().when(record('site-visit')).thenRefused('not-in-this-state', 'measure-2022/17');
    underReview()
      .when(record('site-visit', '2025-09-26', expert))
      .thenRefused('not-authorised', 'measure-2022/17');
  });
});
