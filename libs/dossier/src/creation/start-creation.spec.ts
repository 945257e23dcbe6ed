import { dossierEvents } from '../case/events.js';
import { classify } from '@minglu/kernel';
import { approver, command, deadlineOf, dossierOf, officer, on, ready, submitted } from '../testing/index.js';

const start = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2024-01-05'), 'StartCreation', {
    caseId: 'a',
    startDate: '2024-01-05',
    documentNumber: '工信厅信发函〔2024〕1号',
    ...more,
  });

describe('StartCreation (articles 11 and 15)', () => {
  it('starts the cycle of three years on the day of the document', () => {
    const it = ready();
    it.when(start()).then('CreationStarted');
    expect(dossierOf(it)).toMatchObject({ status: 'CREATING', creation: { startDate: '2024-01-05', reviewConsent: false } });
    expect(deadlineOf(it, 'creation-cycle')).toEqual({ of: 'a', endsAt: '2027-01-06T00:00:00+08:00', workingDays: [], provisional: true });
  });
  it('is refused before the day of the formal review', () => {
    ready()
      .when(start({ startDate: '2023-11-30' }))
      .thenRefused('start-before-formal-review', 'measure-2022/11');
    ready()
      .when(start({ startDate: '2023-12-01' }))
      .then('CreationStarted');
  });
  it('is refused after substantiated fraud, but not during an investigation', () => {
    const it = ready().given(
      command(officer, on('2023-12-05'), 'OpenInvestigation', {
        investigationId: 'i1',
        subject: 'a',
        clue: '材料造假',
        sourceProtected: true,
      }),
    );
    it.fork().when(start()).then('CreationStarted');
    it.given(
      command(approver, on('2023-12-20'), 'CloseInvestigation', { investigationId: 'i1', finding: 'substantiated', reasons: '查实' }),
    );
    it.when(start()).thenRefused('fraud-substantiated', 'measure-2022/25');
  });
  it('is possible after the formal review, for the ministry', () => {
    submitted().when(start()).thenRefused('not-in-this-state', 'measure-2022/11');
    ready()
      .when(start({}, { ...officer, org: '440000' }))
      .thenRefused('not-authorised', 'measure-2022/11');
  });
  it.each([
    [undefined, 'PUBLIC'],
    ['主动公开', 'PUBLIC'],
    ['public', 'PUBLIC'],
    ['不公开', 'INTERNAL'],
    ['依申请公开', 'INTERNAL'],
  ])('with disclosure mode %s is %s', (disclosureMode, expected) => {
    const [event] = ready().when(start({ disclosureMode })).events;
    expect(classify(dossierEvents.CreationStarted, event?.data)).toBe(expected);
  });
});
