import { city, command, dossierOf, flags, inCreation, on, opened, officer, worldIn } from '../testing/index.js';
import { STATUSES } from '../case/status.js';

const withdraw = (by: ReturnType<typeof city>) =>
  command(by, on('2026-01-05'), 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' });
const STATES_WITH_WITHDRAWAL = [
  'DRAFT',
  'CONSENTED',
  'SUBMITTED',
  'SUPPLEMENT',
  'MUNICIPAL_CHECK',
  'PROVINCIAL_CHECK',
  'PROVINCIAL_APPROVED',
  'AT_MINISTRY',
  'READY',
  'CREATING',
] as const;
const own = (cityCode: string | undefined) => city(cityCode ?? '441900');

describe('WithdrawApplication (第七条)', () => {
  it.each(STATES_WITH_WITHDRAWAL)('ends the case from %s', (status) => {
    const it = worldIn[status]();
    it.when(withdraw(own(dossierOf(it).subject?.applicant))).then('ApplicationWithdrawn');
    expect(dossierOf(it)).toMatchObject({ status: 'WITHDRAWN', closedOn: '2026-01-05', deadlines: [] });
  });
  it.each(STATUSES.filter((status) => status !== 'NONE' && !(STATES_WITH_WITHDRAWAL as readonly string[]).includes(status)))(
    'is refused in %s',
    (status) => {
      const it = worldIn[status]();
      it.when(withdraw(own(dossierOf(it).subject?.applicant))).thenRefused('not-in-this-state', 'measure-2022/7');
    },
  );
  it('takes the marks of a cycle that has ended with it', () => {
    const it = inCreation();
    expect(flags(it)).toEqual(['CYCLE_ENDED']);
    it.given(withdraw(city('330100')));
    expect(flags(it)).toEqual([]);
  });
  it('is the applicant’s own', () => {
    opened()
      .when(withdraw(city('440100')))
      .thenRefused('not-authorised', 'measure-2022/7');
    opened().when(withdraw(officer)).thenRefused('not-authorised', 'measure-2022/7');
  });
});
