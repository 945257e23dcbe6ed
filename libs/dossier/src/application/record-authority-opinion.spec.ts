import { authority, command, on, opened, province, statusOf, submission } from '../testing/index.js';

const opinion = (by = authority('440000')) =>
  command(by, on('2023-11-03'), 'RecordAuthorityOpinion', { caseId: 'a', opinion: '同意推荐', documentNumber: '粤工信信软函〔2023〕1号' });

describe('RecordAuthorityOpinion (notice 278 section 3(1))', () => {
  it('is recorded and replaces no consent', () => {
    const it = opened();
    it.when(opinion()).then('AuthorityOpinionRecorded');
    expect(statusOf(it)).toBe('DRAFT');
    it.when(submission()).thenRefused('consent-missing', 'measure-2022/7');
  });
  it('is possible only for the authority of the applicant’s province', () => {
    opened()
      .when(opinion(authority('430000')))
      .thenRefused('not-authorised', 'notice-2023-278/3.1');
    opened()
      .when(opinion(province('440000')))
      .thenRefused('not-authorised', 'notice-2023-278/3.1');
  });
});
