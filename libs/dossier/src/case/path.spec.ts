import {
  city,
  command,
  clock,
  dossierOf,
  inPublicity,
  objection,
  approver,
  officer,
  publicityClosed,
  PUBLICITY_ENDS,
  someone,
} from '../testing/index.js';

describe('the path of a city up to the title', () => {
  it('goes from creation over review and publicity to the title', () => {
    const it = publicityClosed();
    expect(dossierOf(it, 'a').status).toBe('CLEARED');
    it.when(
      command(approver, '2025-10-13T10:00:00+08:00', 'ConferTitle', {
        caseId: 'a',
        titleId: 't-a',
        documentNumber: '1号',
        effectiveDate: '2025-10-13',
      }),
    ).then('TitleConferred');
    expect(dossierOf(it, 'a')).toMatchObject({ status: 'TITLED', deadlines: [], title: { titleId: 't-a' } });
  });
  it('refuses the title while the notice is open', () => {
    inPublicity()
      .when(
        command(approver, '2025-10-10T17:00:00+08:00', 'ConferTitle', {
          caseId: 'a',
          titleId: 't-a',
          documentNumber: '1号',
          effectiveDate: '2025-10-10',
        }),
      )
      .thenRefused('not-in-this-state', 'measure-2022/18');
  });
  it('waits for the answer to an objection', () => {
    const it = publicityClosed(
      inPublicity().given(command(someone, '2025-10-10T23:59:59+08:00', 'FileObjection', objection('o1', 'a', 'p1'))),
    );
    expect(dossierOf(it, 'a').status).toBe('OBJECTION_CHECK');
    it.fork()
      .when(
        command(officer, '2025-10-20T10:00:00+08:00', 'ResolveObjection', { objectionId: 'o1', outcome: 'dismissed', findings: '属实' }),
      )
      .then('ObjectionResolved');
    it.fork()
      .when(
        command(officer, '2025-10-20T10:00:00+08:00', 'ResolveObjection', {
          objectionId: 'o1',
          outcome: 'upheld',
          category: 'standard-unmet',
          findings: '未达标',
        }),
      )
      .then('ObjectionResolved', 'ConferralDenied');
    it.fork()
      .when(
        command(officer, '2025-10-20T10:00:00+08:00', 'ResolveObjection', {
          objectionId: 'o1',
          outcome: 'upheld',
          category: 'clerical',
          findings: '错字',
        }),
      )
      .then('ObjectionResolved', 'PublicityVoided');
    it.fork()
      .when(
        command(officer, '2025-10-20T10:00:00+08:00', 'ResolveObjection', {
          objectionId: 'o1',
          outcome: 'upheld',
          category: 'fraud',
          findings: '疑似造假',
        }),
      )
      .then('InvestigationOpened');
  });
  it('does not close twice', () => {
    publicityClosed()
      .when(
        command(clock, '2025-10-11T00:00:00+08:00', 'PassDeadline', {
          caseId: 'a',
          kind: 'publicity-window',
          of: 'p1',
          endsAt: PUBLICITY_ENDS,
        }),
      )
      .thenRefused('deadline-not-standing', 'civil-code/203');
  });
  it('allows only the city itself to request its review', () => {
    inPublicity()
      .when(
        command(city('340100'), '2025-10-01T00:00:00+08:00', 'SubmitSelfAssessment', {
          caseId: 'a',
          indicatorVersion: '168-2022',
          figures: [],
          materials: [],
        }),
      )
      .thenRefused('not-authorised');
  });
});
