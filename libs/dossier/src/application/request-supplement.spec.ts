import {
  admin,
  atMinistry,
  city,
  command,
  deadlineOf,
  dossierOf,
  flags,
  material,
  officer,
  on,
  passing,
  ready,
  submitted,
  supplementRequested,
} from '../testing/index.js';

const request = (more: Record<string, unknown> = {}, at = on('2023-11-10')) =>
  command(officer, at, 'RequestSupplement', { caseId: 'a', items: ['未盖章'], ...more });
const supply = command(city('441900'), on('2023-11-13'), 'SubmitSupplement', { caseId: 'a', materials: [material('other')] });

describe('RequestSupplement (article 11; decision 4)', () => {
  it('starts no deadline without a due date', () => {
    const it = submitted();
    it.when(request()).then('SupplementRequested').thenWarns();
    expect(dossierOf(it)).toMatchObject({ status: 'SUPPLEMENT', deadlines: [] });
  });
  it('takes a stated due date unchanged, to 24:00, even on a Sunday', () => {
    const it = submitted();
    it.when(request({ dueDate: '2023-11-19' })).then('SupplementRequested');
    expect(deadlineOf(it, 'supplement')).toEqual({ of: 'a', endsAt: '2023-11-20T00:00:00+08:00', workingDays: [], provisional: false });
  });
  it('refuses a due date before today', () => {
    submitted()
      .when(request({ dueDate: '2023-11-09' }))
      .thenRefused('due-date-passed', 'measure-2022/11');
    submitted()
      .when(request({ dueDate: '2023-11-10' }))
      .then('SupplementRequested');
  });
  it('warns after the ministry’s own five working days', () => {
    submitted()
      .when(request({}, on('2023-11-14', '23:59:59')))
      .thenWarns();
    submitted()
      .when(request({}, on('2023-11-15', '00:00:00')))
      .then('SupplementRequested')
      .thenWarns('supplement-requested-late');
  });
  it('is possible once in a formal review, unless a policy of the ministry allows more', () => {
    const it = supplementRequested().given({ ...supply, at: on('2023-11-13') });
    it.fork()
      .when(request({}, on('2023-11-14')))
      .thenRefused('supplement-already-requested', 'policy/one-supplement');
    it.given(command(admin, on('2023-11-14'), 'SetPolicy', { key: 'policy/one-supplement', value: false, documentNumber: '3号' }))
      .when(request({}, on('2023-11-14')))
      .then('SupplementRequested');
  });
  it('reminds of a park from the day on which the ministry received it', () => {
    const it = atMinistry();
    it.fork()
      .when(request({}, on('2023-11-17', '23:59:59')))
      .then('SupplementRequested')
      .thenWarns();
    it.when(request({}, on('2023-11-18', '00:00:00')))
      .then('SupplementRequested')
      .thenWarns('supplement-requested-late');
  });
  it('is possible only in the formal review', () => {
    ready().when(request()).thenRefused('not-in-this-state', 'measure-2022/11');
    submitted()
      .when({ ...request(), by: { ...officer, org: '440000' } })
      .thenRefused('not-authorised', 'measure-2022/11');
  });
});

describe('an overdue supplement', () => {
  it('raises a flag only, and may still be submitted', () => {
    const it = supplementRequested('2023-11-20');
    it.when(passing(it, 'supplement', 'a', on('2023-11-20', '23:59:59'))).thenRefused('deadline-not-standing', 'civil-code/203');
    const due = passing(it, 'supplement');
    it.when(due).then('SupplementOverdue');
    expect(dossierOf(it)).toMatchObject({ status: 'SUPPLEMENT', deadlines: [] });
    expect(flags(it)).toEqual(['SUPPLEMENT_OVERDUE']);
    it.when(due).thenRefused('deadline-not-standing');
    it.when({ ...supply, at: on('2023-11-22') }).then('SupplementSubmitted');
    expect(flags(it)).toEqual([]);
  });
});
