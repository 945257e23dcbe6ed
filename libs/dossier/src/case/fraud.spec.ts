import type { TestCommand, World } from '@minglu/kernel/testing';
import {
  approver,
  atMinistry,
  city,
  command,
  imported,
  inCreation,
  inPublicity,
  investigating,
  municipalCheck,
  officer,
  on,
  opened,
  plausible,
  provincialApproved,
  provincialCheck,
  publicityClosed,
  ready,
  readyForReview,
  reviewPassed,
  submitted,
  substantiating,
  underReview,
} from '../testing/index.js';
import type { DossierCommand } from './table.js';

/** Each favourable act, in a case that allows it. */
const favourable: readonly (readonly [DossierCommand, () => World])[] = [
  ['NotePriority', submitted],
  ['PassFormalReview', submitted],
  ['PassFormalReview', atMinistry],
  ['StartCreation', ready],
  ['DecideCycleShortening', asked],
  ['ExtendCreation', inCreation],
  ['RequestReview', readyForReview],
  ['ConcludeReview', underReview],
  ['StartPublicity', reviewPassed],
  ['CorrectPublicity', inPublicity],
  ['ConferTitle', publicityClosed],
];
function asked(): World {
  return imported('a', '330100', '2023-01-05').given(
    command(city('330100'), on('2023-06-01'), 'RequestCycleShortening', { caseId: 'a', newCycleEnd: '2024-06-28', reasons: '成效突出' }),
  );
}
const send = (it: World, name: DossierCommand, more: object = {}): TestCommand => {
  const one = plausible(it)[name];
  return { ...one, do: name, with: { ...one.with, ...more } };
};
const found = (before: () => World) => before().given(investigating(), substantiating());

describe('a fraud that was found (第二十五条; decisions 22)', () => {
  it.each(favourable)('bars %s', (name, before) => {
    const open = before();
    expect(open.when(send(open, name)).refusal).toBeNull();
    const barred = found(before);
    barred.when(send(barred, name)).thenRefused('fraud-substantiated', 'measure-2022/25');
  });
  it('bars nothing while the investigation is open', () => {
    const it = reviewPassed().given(investigating());
    it.when(send(it, 'StartPublicity')).then('PublicityStarted');
  });
  it('bars no act of another organ, which may not learn of the finding before the prior notice (decisions 16)', () => {
    const others: readonly (readonly [DossierCommand, () => World])[] = [
      ['RecordProvincialConsent', opened],
      ['ApproveMaterials', municipalCheck],
      ['ApproveMaterials', provincialCheck],
      ['SubmitSummaryTable', provincialApproved],
    ];
    for (const [name, before] of others) {
      const it = found(before);
      expect([name, it.when(send(it, name)).refusal]).toEqual([name, null]);
    }
  });
  it('bars no act that refuses, returns or ends', () => {
    const refusing: readonly (readonly [DossierCommand, () => World, object?])[] = [
      ['RejectFormalReview', submitted],
      ['ReturnMaterials', municipalCheck],
      ['DecideCycleShortening', asked, { decision: 'refuse' }],
      ['EndCreation', inCreation],
      ['ConcludeReview', underReview, { conclusion: 'fail', improvementItems: ['提升'] }],
      ['WithdrawApplication', readyForReview],
      ['ServePriorNotice', readyForReview, { servedAt: on('2026-03-04') }],
    ];
    for (const [name, before, more] of refusing) {
      const it = found(before);
      expect([name, it.when({ ...send(it, name, more), at: on('2026-03-04') }).refusal]).toEqual([name, null]);
    }
  });
  it('bars the whole notice that names the case', () => {
    const it = found(reviewPassed);
    it.when(
      command(officer, on('2026-03-04'), 'StartPublicity', { publicityId: 'p1', caseIds: ['a'], portalUrl: 'https://www.miit.gov.cn/p1' }),
    ).thenRefused('fraud-substantiated', 'measure-2022/25', 'measure-2022/18');
    it.when(command(approver, on('2026-03-04'), 'EndCreation', { caseId: 'a', documentNumber: '8号', reasons: '未推进' })).thenRefused(
      'not-in-this-state',
    );
  });
});
