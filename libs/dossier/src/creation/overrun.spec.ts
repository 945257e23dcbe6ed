import {
  approver,
  city,
  command,
  deadlineOf,
  dossierOf,
  flags,
  imported,
  inCreation,
  officer,
  on,
  passing,
  readyForReview,
  requestingReview,
} from '../testing/index.js';

const extend = (newCycleEnd: string, at = on('2025-09-26')) =>
  command(approver, at, 'ExtendCreation', { caseId: 'a', newCycleEnd, documentNumber: '7号', reasons: '项目延期' });
const end = (at = on('2025-09-26')) => command(approver, at, 'EndCreation', { caseId: 'a', documentNumber: '8号', reasons: '未推进' });
const overdue = () => {
  const it = inCreation();
  return it.given(passing(it, 'review-request', 'a', on('2025-09-25', '08:00:01')));
};

describe('ExtendCreation (article 15; decision 5)', () => {
  it('removes both flags and counts to the new end, which raises its flag again', () => {
    const it = overdue();
    expect(flags(it)).toEqual(['CYCLE_ENDED', 'OVERDUE']);
    it.when(extend('2026-06-30')).then('CreationCycleExtended');
    expect(flags(it)).toEqual([]);
    expect(dossierOf(it).deadlines).toHaveLength(1);
    expect(deadlineOf(it, 'creation-cycle')).toMatchObject({ endsAt: '2026-07-01T00:00:00+08:00', provisional: false });
    it.when(end(on('2026-06-30'))).thenRefused('cycle-not-ended', 'measure-2022/15');
    it.when(passing(it, 'creation-cycle')).then('CreationCycleEnded');
  });
  it('refuses an end before the old one or before today', () => {
    imported('a', '330100', '2023-01-05')
      .when(extend('2025-01-10', on('2023-02-01')))
      .thenRefused('not-an-extension', 'measure-2022/15');
    inCreation().when(extend('2025-09-25')).thenRefused('not-an-extension', 'measure-2022/15');
    inCreation().when(extend('2025-09-26')).then('CreationCycleExtended');
  });
  it('is possible only for an approver of the ministry', () => {
    inCreation()
      .when({ ...extend('2026-06-30'), by: officer })
      .thenRefused('not-authorised', 'measure-2022/15');
    inCreation()
      .when({ ...extend('2026-06-30'), by: city('330100') })
      .thenRefused('not-authorised', 'measure-2022/15');
  });
});

describe('EndCreation (article 15; decision 5)', () => {
  it('ends an overdue creation by decision, with its flags', () => {
    const it = overdue();
    const [event] = it.when(end()).then('CreationEnded').events;
    expect(event).toMatchObject({ data: { disclosed: true } });
    expect(dossierOf(it)).toMatchObject({ status: 'CREATION_ENDED', closedOn: '2025-09-26', deadlines: [] });
    expect(flags(it)).toEqual([]);
  });
  it('waits for the end of the cycle', () => {
    imported('a', '330100', '2023-01-05')
      .when(end(on('2024-12-31')))
      .thenRefused('cycle-not-ended', 'measure-2022/15');
    inCreation().when(end()).then('CreationEnded');
  });
  it('is possible again after a failed review', () => {
    readyForReview()
      .given(requestingReview(), command(officer, on('2025-09-26'), 'ReturnReviewMaterials', { caseId: 'a', reasons: '缺页' }))
      .when(end())
      .then('CreationEnded');
  });
  it('waits for the new end after an extension, even if a review was requested before', () => {
    readyForReview()
      .given(
        requestingReview(),
        command(officer, on('2025-09-26'), 'ReturnReviewMaterials', { caseId: 'a', reasons: '缺页' }),
        extend('2026-06-30'),
      )
      .when(end())
      .thenRefused('cycle-not-ended', 'measure-2022/15');
  });
});
