import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import { approver, auditor, city, command, dossierOf, inPublicity, officer, on } from '../testing/index.js';

const investigated = () =>
  inPublicity().given(
    command(officer, on('2026-01-05'), 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '举报', sourceProtected: true }),
  );
const handOver = (to = 'auditor-1', by = officer) =>
  command(by, on('2026-01-10'), 'HandOverInvestigation', { investigationId: 'i1', to, reasons: '工作调整' });
const takeOver = (by = auditor) => command(by, on('2026-01-11'), 'TakeOverInvestigation', { investigationId: 'i1' });
const close = command(approver, on('2026-01-20'), 'CloseInvestigation', {
  investigationId: 'i1',
  finding: 'not-substantiated',
  reasons: '经查',
});

describe('the handing over of an investigation (article 25)', () => {
  it('names both persons, and is complete when the other has taken it over', () => {
    const it = investigated();
    const [event] = it.when(handOver()).then('InvestigationHandedOver').events;
    expect(event!.data).toMatchObject({ investigationId: 'i1', handedOverBy: 'officer-1', to: 'auditor-1' });
    expect(dossierOf(it).investigations).toMatchObject([{ id: 'i1', handedTo: 'auditor-1' }]);
    it.when(takeOver()).then('InvestigationTakenOver');
    expect(dossierOf(it).investigations[0]!.handedTo).toBeUndefined();
  });
  it('is taken over once, by the person to whom it was handed over last', () => {
    investigated().when(takeOver()).thenRefused('not-handed-over', 'measure-2022/25');
    investigated().given(handOver('officer-9')).when(takeOver()).thenRefused('not-handed-over', 'measure-2022/25');
    investigated().given(handOver('officer-9'), handOver()).when(takeOver()).then('InvestigationTakenOver');
    investigated().given(handOver(), takeOver()).when(takeOver()).thenRefused('not-handed-over', 'measure-2022/25');
  });
  it('goes to another person', () => {
    investigated().when(handOver('officer-1')).thenRefused('hand-over-to-oneself', 'measure-2022/25');
    investigated()
      .when(handOver('officer-2', { ...officer, onBehalfOf: 'officer-2' }))
      .thenRefused('hand-over-to-oneself', 'measure-2022/25');
  });
  it('needs an open investigation', () => {
    investigated().given(close).when(handOver()).thenRefused('investigation-not-open', 'measure-2022/25');
    investigated().given(handOver(), close).when(takeOver()).thenRefused('investigation-not-open', 'measure-2022/25');
  });
  it('is an act of officers and auditors, seen by the ministry alone', () => {
    investigated().when(handOver('auditor-1', approver)).thenRefused('not-authorised', 'measure-2022/25');
    investigated()
      .when(takeOver(city('330100')))
      .thenRefused('not-authorised', 'measure-2022/25');
    for (const type of ['InvestigationHandedOver', 'InvestigationTakenOver'] as const)
      expect(classify(dossierEvents[type], null)).toBe('RESTRICTED');
  });
});
