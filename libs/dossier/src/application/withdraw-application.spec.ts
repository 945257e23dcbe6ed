import {
  checking,
  city,
  command,
  dossierOf,
  parkRequest,
  ready,
  starting,
  parkSubmitted,
  pilot,
  provincialCheck,
  statusOf,
  flags,
  inCreation,
  noticeServed,
  on,
  opened,
  officer,
  worldIn,
} from '../testing/index.js';
import { classify } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { dossierEvents } from '../case/events.js';
import { STATUSES, type Status } from '../case/status.js';

const withdraw = (by: ReturnType<typeof city>) =>
  command(by, on('2026-01-05'), 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' });
const STATES_WITH_WITHDRAWAL = [
  'DRAFT',
  'CONSENTED',
  'SUBMITTED',
  'SUPPLEMENT',
  'PROVINCIAL_APPROVED',
  'AT_MINISTRY',
  'READY',
  'CREATING',
] as const;
/** The checks of a review in these worlds are those of a pilot. */
const IN_REVIEW: readonly Status[] = ['MUNICIPAL_CHECK', 'PROVINCIAL_CHECK', 'REVIEW_REQUESTED'];
const own = (cityCode: string | undefined) => city(cityCode ?? '441900');

describe('WithdrawApplication (article 7)', () => {
  it.each(STATES_WITH_WITHDRAWAL)('closes the case from %s', (status) => {
    const it = worldIn[status]();
    it.when(withdraw(own(dossierOf(it).subject?.applicant))).then('ApplicationWithdrawn');
    expect(dossierOf(it)).toMatchObject({ status: 'WITHDRAWN', closedOn: '2026-01-05', deadlines: [] });
  });
  it.each(
    STATUSES.filter(
      (status) => status !== 'NONE' && !IN_REVIEW.includes(status) && !(STATES_WITH_WITHDRAWAL as readonly string[]).includes(status),
    ),
  )('is refused in %s', (status) => {
    const it = worldIn[status]();
    it.when(withdraw(own(dossierOf(it).subject?.applicant))).thenRefused('not-in-this-state', 'measure-2022/7');
  });
  it.each([parkSubmitted, () => parkSubmitted().given(checking('municipal', '2023-11-08'))])(
    'ends the application of a park in its checks',
    (before) => {
      const it = before();
      it.when(withdraw(city('park-1'))).then('ApplicationWithdrawn');
      expect(statusOf(it)).toBe('WITHDRAWN');
    },
  );
  it('is refused while a prior notice is pending, and possible again once the proceeding has ended without a decision', () => {
    const it = noticeServed();
    it.when(withdraw(city('330100'))).thenRefused('proceeding-pending', 'measure-2022/25', 'measure-2022/7');
    it.given(
      command(city('330100'), on('2026-03-05'), 'SubmitStatement', { proceedingId: 'pr1', content: '请求复核' }),
      command(officer, on('2026-03-12'), 'ReviewStatement', { proceedingId: 'pr1', adopted: true, reasons: '成立' }),
    );
    it.when({ ...withdraw(city('330100')), at: on('2026-03-13') }).then('ApplicationWithdrawn');
  });
  it('no longer ends the case of a city that has requested its review', () => {
    worldIn
      .REVIEW_REQUESTED()
      .when(withdraw(city('330100')))
      .thenRefused('review-requested', 'measure-2022/7', 'measure-2022/16');
  });
  it.each([worldIn.MUNICIPAL_CHECK, worldIn.PROVINCIAL_CHECK, () => provincialCheck().given(checking('provincial', '2023-10-26'))])(
    'of a pilot park withdraws its review: it stays a pilot, and may ask again (decisions 26)',
    (before) => {
      const it = before();
      it.when(withdraw(city('park-1'))).then('ReviewWithdrawn');
      expect(dossierOf(it)).toMatchObject({ status: 'PILOT', closedOn: null });
      it.when(parkRequest('2023-10-30')).then('ReviewRequested');
    },
  );
  it('leaves a pilot that has asked for no review where it is', () => {
    pilot()
      .when(withdraw(city('park-1')))
      .thenRefused('not-in-this-state', 'measure-2022/7');
  });
  it('removes the flags of an ended cycle', () => {
    const it = inCreation();
    expect(flags(it)).toEqual(['CYCLE_ENDED']);
    it.given(withdraw(city('330100')));
    expect(flags(it)).toEqual([]);
  });
  it('is possible only for the applicant', () => {
    opened()
      .when(withdraw(city('440100')))
      .thenRefused('not-authorised', 'measure-2022/7');
    opened().when(withdraw(officer)).thenRefused('not-authorised', 'measure-2022/7');
  });
});

describe('what the public learns of a withdrawal (decisions 39)', () => {
  const disclosed = (it: World) => {
    const [event] = it.when(withdraw(own(dossierOf(it).subject?.applicant))).then('ApplicationWithdrawn').events;
    const definition = dossierEvents.ApplicationWithdrawn;
    return [classify(definition as never, event!.data), definition.internal];
  };
  it('is that a started creation was withdrawn, without its reasons', () => {
    expect(disclosed(inCreation())).toEqual(['PUBLIC', { reasons: null }]);
    expect(disclosed(ready().given(starting('2024-02-01')))).toEqual(['PUBLIC', { reasons: null }]);
  });
  it('is nothing before a creation started, nor of one that was not disclosed', () => {
    for (const before of [opened, ready]) expect(disclosed(before())[0]).toBe('INTERNAL');
    const secret = starting('2024-01-05');
    expect(disclosed(ready().given({ ...secret, with: { ...secret.with, disclosureMode: '不予公开' } }))[0]).toBe('INTERNAL');
  });
});
