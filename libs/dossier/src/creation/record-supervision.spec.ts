import { authority, command, imported, on, province, readyForReview, started, statusOf, titled } from '../testing/index.js';

const supervise = (by = province('440000'), more: Record<string, unknown> = {}) =>
  command(by, on('2024-03-01'), 'RecordSupervision', { caseId: 'a', kind: 'guidance', summary: '召开推进会', date: '2024-02-28', ...more });

describe('RecordSupervision (article 14)', () => {
  it('lies within the creation (decisions 27)', () => {
    const about = (date: string) =>
      command(province('330000'), on('2025-10-08'), 'RecordSupervision', { caseId: 'a', kind: 'guidance', summary: '推进会', date });
    imported().when(about('2022-01-09')).thenRefused('date-before-creation', 'measure-2022/14');
    imported().when(about('2022-01-10')).then('SupervisionRecorded');
    imported().when(about('2025-10-09')).thenRefused('date-in-future', 'measure-2022/14');
  });
  it('records supervision by the province, without a consequence', () => {
    const it = started();
    const [event] = it.when(supervise()).then('SupervisionRecorded').events;
    expect(event?.data).toEqual({ caseId: 'a', kind: 'guidance', summary: '召开推进会', date: '2024-02-28', documentNumber: null });
    it.when(supervise(province('440000'), { kind: 'supervision', documentNumber: '府函1号' })).then('SupervisionRecorded');
    expect(statusOf(it)).toBe('CREATING');
  });
  it('is possible only for the government of the province, in creation, and not for tomorrow', () => {
    started()
      .when(supervise(province('330000')))
      .thenRefused('not-authorised', 'measure-2022/14');
    started()
      .when(supervise(authority('440000')))
      .thenRefused('not-authorised', 'measure-2022/14');
    started()
      .when(supervise(province('440000'), { date: '2024-03-02' }))
      .thenRefused('date-in-future', 'measure-2022/14');
    started()
      .when(supervise(province('440000'), { date: '2024-03-01' }))
      .then('SupervisionRecorded');
    titled()
      .when(supervise(province('330000')))
      .thenRefused('not-in-this-state', 'measure-2022/14');
    expect(statusOf(readyForReview())).toBe('CREATING');
  });
});
