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
  started,
} from '../testing/index.js';

// Started on 2022-01-10: three years end on 2025-01-10, two years on 2024-01-10.
const request = (newCycleEnd: string, at = on('2023-06-01')) =>
  command(city('330100'), at, 'RequestCycleShortening', { caseId: 'a', newCycleEnd, reasons: '成效突出' });
const decide = (more: Record<string, unknown> = {}, at = on('2023-07-03')) =>
  command(approver, at, 'DecideCycleShortening', { caseId: 'a', decision: 'approve', documentNumber: '5号', ...more });
const running = () => imported('a', '330100', '2023-01-05');

describe('RequestCycleShortening (article 15)', () => {
  it('asks for no end that has passed (decisions 27)', () => {
    running()
      .when(request('2024-05-31', on('2024-06-01')))
      .thenRefused('not-a-shortening', 'measure-2022/15');
    running()
      .when(request('2024-06-01', on('2024-06-01')))
      .then('CycleShorteningRequested');
  });
  it('requests an earlier end, once at a time', () => {
    const it = running();
    it.when(request('2024-06-30')).then('CycleShorteningRequested');
    expect(dossierOf(it).creation).toMatchObject({ cycleEnd: '2025-01-10', shorteningRequested: '2024-06-30' });
    it.when(request('2024-05-31')).thenRefused('shortening-already-requested', 'measure-2022/15');
  });
  it.each(['2025-01-10', '2025-06-30', '2022-01-10', '2021-01-01'])('refuses %s, which is no earlier end of this cycle', (day) => {
    running().when(request(day)).thenRefused('not-a-shortening', 'measure-2022/15');
  });
  it('refuses after the end of the cycle, even if a review was requested in it', () => {
    inCreation()
      .when(request('2024-06-30', on('2025-09-26')))
      .thenRefused('not-a-shortening', 'measure-2022/15');
    readyForReview()
      .given(requestingReview(), command(officer, on('2025-09-26'), 'ReturnReviewMaterials', { caseId: 'a', reasons: '缺页' }))
      .when(request('2024-06-30', on('2025-09-27')))
      .thenRefused('not-a-shortening', 'measure-2022/15');
  });
  it('is possible only for the city', () => {
    running()
      .when({ ...request('2024-06-30'), by: officer })
      .thenRefused('not-authorised', 'measure-2022/15');
  });
});

describe('DecideCycleShortening (article 15: in principle at least two years)', () => {
  it('approves two years to the day, and the cycle ends then', () => {
    const it = running().given(request('2024-01-10'));
    it.when(decide()).then('CycleShorteningApproved');
    expect(deadlineOf(it, 'creation-cycle')).toEqual({ of: 'a', endsAt: '2024-01-11T00:00:00+08:00', workingDays: [], provisional: false });
    expect(dossierOf(it).creation).toMatchObject({ cycleEnd: '2024-01-10', shorteningRequested: null });
    it.when(passing(it, 'creation-cycle')).then('CreationCycleEnded');
  });
  it('refuses a day less without exceptional reasons, and records the reasons if given', () => {
    const it = running().given(request('2024-01-09'));
    it.fork().when(decide()).thenRefused('cycle-under-two-years', 'measure-2022/15');
    const [event] = it.when(decide({ exceptionalReasons: '提前全面达标' })).then('CycleShorteningApproved').events;
    expect(event?.data).toMatchObject({ exceptionalReasons: '提前全面达标', deadline: { lastDay: '2024-01-09' } });
  });
  it('makes a provisional end definite', () => {
    const it = started().given({ ...request('2026-06-30', on('2025-06-01')), by: city('441900') }, decide({}, on('2025-07-01')));
    expect(deadlineOf(it, 'creation-cycle')).toMatchObject({ endsAt: '2026-07-01T00:00:00+08:00', provisional: false });
  });
  it('may refuse, which leaves the cycle and allows another request', () => {
    const it = running().given(request('2024-06-30'));
    it.when(decide({ decision: 'refuse' })).then('CycleShorteningRefused');
    expect(deadlineOf(it, 'creation-cycle')).toMatchObject({ endsAt: '2025-01-11T00:00:00+08:00' });
    it.when(request('2024-07-31', on('2023-08-01'))).then('CycleShorteningRequested');
  });
  it('refuses to shorten a cycle that has ended meanwhile', () => {
    const it = running().given(request('2024-06-30'));
    it.given(passing(it, 'creation-cycle'));
    it.when(decide({}, on('2025-02-05'))).thenRefused('cycle-already-ended', 'measure-2022/15');
    it.when(decide({ decision: 'refuse' }, on('2025-02-05'))).then('CycleShorteningRefused');
    expect(flags(it)).toEqual(['CYCLE_ENDED']);
  });
  it('needs a request, and an approver of the ministry', () => {
    running().when(decide()).thenRefused('shortening-not-requested', 'measure-2022/15');
    running()
      .given(request('2024-06-30'))
      .when({ ...decide(), by: officer })
      .thenRefused('not-authorised', 'measure-2022/15');
  });
});
