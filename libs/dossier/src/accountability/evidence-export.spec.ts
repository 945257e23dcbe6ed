import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import {
  approver,
  auditor,
  city,
  command,
  dossierOf,
  expert,
  inPublicity,
  officer,
  on,
  province,
  statusOf,
  titled,
} from '../testing/index.js';

const order = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2026-01-05'), 'ExportEvidence', { exportId: 'e1', subject: 'a', reasons: '移送核查', ...more });
const investigated = () =>
  inPublicity().given(
    command(officer, on('2026-01-04'), 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '举报', sourceProtected: true }),
  );

describe('the export of an evidence package (article 25, ADR 0034)', () => {
  it('is an event of the case with person and reasons, and changes no status', () => {
    const it = inPublicity();
    const status = statusOf(it);
    const [event] = it.when(order()).then('EvidenceExported').events;
    expect(event!.data).toEqual({ caseId: 'a', exportId: 'e1', investigationId: null, reasons: '移送核查', exportedBy: 'officer-1' });
    expect([statusOf(it), dossierOf(it).exports]).toEqual([status, ['e1']]);
  });
  it('is of a case, by its own id or that of its title, or of one investigation', () => {
    titled()
      .when(order({ subject: 't-a' }))
      .then('EvidenceExported');
    const [event] = investigated()
      .when(order({ subject: 'i1' }))
      .then('EvidenceExported').events;
    expect(event!.data).toMatchObject({ caseId: 'a', investigationId: 'i1' });
    titled()
      .when(order({ subject: 'zzz' }))
      .thenRefused('unknown-id');
  });
  it('has an id of its own each time', () => {
    inPublicity().given(order()).when(order()).thenRefused('id-taken');
    const it = inPublicity().given(order(), order({ exportId: 'e2' }));
    expect(dossierOf(it).exports).toEqual(['e1', 'e2']);
  });
  it('is ordered by officers, approvers and auditors of the ministry, and seen by the ministry alone', () => {
    for (const by of [officer, approver, auditor]) inPublicity().when(order({}, by)).then('EvidenceExported');
    for (const by of [city('330100'), province('330000'), expert])
      inPublicity().when(order({}, by)).thenRefused('not-authorised', 'measure-2022/25');
    expect(classify(dossierEvents.EvidenceExported, null)).toBe('RESTRICTED');
  });
});
