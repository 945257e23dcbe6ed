import { city, command, investigating, officer, on, opened, statusOf, submitted, substantiating } from '../testing/index.js';

const closing = (at = on('2024-01-15'), by = officer) => command(by, at, 'CloseApplication', { caseId: 'a', reasons: '截止后未报送' });

describe('CloseApplication (decisions 22)', () => {
  it('ends a draft once its campaign has closed', () => {
    const it = opened();
    it.when(closing()).then('ApplicationClosed');
    expect(statusOf(it)).toBe('WITHDRAWN');
  });
  it('ends a draft on a finding of fraud', () => {
    opened()
      .given(investigating(), substantiating())
      .when(closing(on('2026-03-04')))
      .then('ApplicationClosed');
  });
  it('is refused while the campaign is open', () => {
    expect(opened().when(closing(on('2023-11-02'))).refusal).not.toBeNull();
  });
  it('is refused for an application at the ministry, and to the applicant', () => {
    expect(submitted().when(closing()).refusal?.code).toBe('not-in-this-state');
    expect(opened().when(closing(on('2024-01-15'), city('441900'))).refusal?.code).toBe('not-authorised');
  });
});
