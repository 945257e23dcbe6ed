import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import { STATUSES } from '../case/status.js';
import {
  approver,
  auditor,
  city,
  command,
  dossierOf,
  exited,
  flags,
  inPublicity,
  material,
  officer,
  on,
  statusOf,
  submitted,
  titled,
  worldIn,
  opened,
} from '../testing/index.js';

const investigate = (more: Record<string, unknown> = {}, by = auditor) =>
  command(by, on('2026-01-05'), 'OpenInvestigation', {
    investigationId: 'i1',
    subject: 'a',
    clue: '举报营业收入虚增',
    sourceProtected: true,
    ...more,
  });
const close = (finding = 'substantiated', by = approver) =>
  command(by, on('2026-02-05'), 'CloseInvestigation', { investigationId: 'i1', finding, reasons: '查实虚报' });

describe('OpenInvestigation (article 25)', () => {
  it.each(STATUSES.filter((status) => status !== 'NONE'))('is possible in %s, leaves the status and raises a flag', (status) => {
    const it = worldIn[status]();
    it.when(investigate()).then('InvestigationOpened');
    expect(statusOf(it)).toBe(status);
    expect(flags(it)).toContain('UNDER_INVESTIGATION');
    it.when(close('not-substantiated')).then('InvestigationClosed');
    expect(flags(it)).not.toContain('UNDER_INVESTIGATION');
  });
  it('may name the title', () => {
    titled()
      .when(investigate({ subject: 't-a' }))
      .then('InvestigationOpened');
  });
  it('seals the clue, and shows the event only to the ministry', () => {
    const [event] = inPublicity().when(investigate()).events;
    expect(JSON.stringify(event)).not.toContain('虚增');
    for (const type of ['InvestigationOpened', 'InvestigationClosed'] as const)
      expect(classify(dossierEvents[type], null)).toBe('RESTRICTED');
  });
  it('is possible for an officer or the auditor, on a known case, under an unused id', () => {
    opened().when(investigate({}, officer)).then('InvestigationOpened');
    opened().when(investigate({}, approver)).thenRefused('not-authorised', 'measure-2022/25');
    opened()
      .when(investigate({}, city('441900')))
      .thenRefused('not-authorised', 'measure-2022/25');
    opened()
      .when(investigate({ subject: 'zzz' }))
      .thenRefused('unknown-id');
    opened().given(investigate()).when(investigate()).thenRefused('id-taken');
  });
});

describe('CloseInvestigation', () => {
  it('is possible for an approver, once', () => {
    const it = opened().given(investigate());
    it.when(close('substantiated', officer)).thenRefused('not-authorised', 'measure-2022/25');
    it.when(close('substantiated', auditor)).thenRefused('not-authorised', 'measure-2022/25');
    it.when(close()).then('InvestigationClosed');
    it.when(close('not-substantiated')).thenRefused('investigation-not-open', 'measure-2022/25');
  });
  it('needs an investigation', () => {
    opened().when(close()).thenRefused('unknown-id');
  });
  it('goes on after a withdrawal, and is recorded on the closed case (decisions 22)', () => {
    const it = submitted().given(
      investigate(),
      command(city('441900'), on('2026-01-10'), 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' }),
    );
    expect(flags(it)).toContain('UNDER_INVESTIGATION');
    it.when(close()).then('InvestigationClosed');
    expect(dossierOf(it)).toMatchObject({ status: 'WITHDRAWN', investigations: [{ id: 'i1', finding: 'substantiated' }] });
  });
  it('keeps the flag while another investigation is open', () => {
    const it = opened().given(investigate(), investigate({ investigationId: 'i2' }), close());
    expect(flags(it)).toEqual(['UNDER_INVESTIGATION']);
  });
});

describe('AddEvidence (article 25)', () => {
  const add = (more: Record<string, unknown> = {}, by = auditor) =>
    command(by, on('2026-01-20'), 'AddEvidence', { investigationId: 'i1', eventIds: [], materials: [], ...more });
  const investigated = () => inPublicity().given(investigate());

  it('accepts events of the log, files and a note, each of which is enough', () => {
    const it = investigated();
    expect(it.when(add({ eventIds: ['1'] })).then('EvidenceAdded').events[0]!.data).toMatchObject({
      caseId: 'a',
      investigationId: 'i1',
      eventIds: ['1'],
      materials: [],
      note: null,
    });
    it.when(add({ materials: [material('evidence')] })).then('EvidenceAdded');
    expect(it.when(add({ note: '发票' }, officer)).then('EvidenceAdded').events[0]!.data).not.toMatchObject({ note: null });
  });
  it('refuses empty evidence', () => {
    investigated().when(add()).thenRefused('no-evidence', 'measure-2022/25');
  });
  it('needs an open investigation', () => {
    const { refusal } = investigated()
      .given(close('not-substantiated'))
      .when(add({ eventIds: ['1'] }))
      .thenRefused('investigation-not-open', 'measure-2022/25');
    expect(refusal!.details).toEqual({ investigationId: 'i1' });
  });
  it('is possible only for an officer or the auditor', () => {
    investigated()
      .when(add({ eventIds: ['1'] }, city('330100')))
      .thenRefused('not-authorised', 'measure-2022/25');
  });
});

describe('one of several investigations', () => {
  const two = () => titled().given(investigate(), investigate({ investigationId: 'i2' }));
  const adding = (investigationId: string, more: Record<string, unknown> = {}) =>
    command(officer, on('2026-02-06'), 'AddEvidence', { investigationId, eventIds: [], materials: [], note: '发票', ...more });
  it('takes no evidence once it is closed, although another is open', () => {
    const it = two().given(close('not-substantiated'));
    it.when(adding('i1')).thenRefused('investigation-not-open', 'measure-2022/25');
    it.when(adding('i2')).then('EvidenceAdded');
  });
  it('takes as much evidence from the log as from files', () => {
    two()
      .when(adding('i1', { eventIds: ['1'], materials: [material('evidence')], note: undefined }))
      .then('EvidenceAdded');
  });
  it('proposes no exit once the title has ended', () => {
    const it = exited().given({ ...investigate({ subject: 't-a' }), at: on('2026-03-20') });
    it.when({ ...close(), at: on('2026-03-23') }).then('InvestigationClosed');
  });
});
