import {
  admin,
  announcing,
  approver,
  city,
  command,
  correctingResult,
  dossierOf,
  exitProposed,
  officer,
  on,
  passing,
  publishing,
  serving,
  settling,
  statementClosed,
  statusOf,
  longTitled,
  titled,
} from '../testing/index.js';

const withdrawing = command(officer, on('2026-03-05'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '查明认定有误' });

describe('WithdrawExitProposal (articles 24 and 25)', () => {
  it('leaves the title as before', () => {
    const it = exitProposed();
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
    it.when(withdrawing).then('ExitProposalWithdrawn');
    expect(statusOf(it)).toBe('TITLED');
    expect(dossierOf(it).title?.exitProposal).toBeNull();
  });
  it('is refused if no exit is proposed', () => {
    titled().when(withdrawing).thenRefused('not-in-this-state', 'measure-2022/24', 'measure-2022/25');
  });
  it('is refused once the exit is announced for a later day: the public was told of it', () => {
    const it = statementClosed(exitProposed().given(serving('exit'))).given(announcing({ effectiveDate: '2026-04-01' }));
    const { refusal } = it.when({ ...withdrawing, at: on('2026-03-20') }).thenRefused('decision-takes-effect-later', 'measure-2022/25');
    expect(refusal!.details).toEqual({ effectiveDate: '2026-04-01' });
    it.when(passing(it, 'takes-effect')).then('DecisionTookEffect');
  });
  it('is possible only for the ministry', () => {
    exitProposed()
      .when({ ...withdrawing, by: { role: 'applicant', org: '330100', person: 'city' } })
      .thenRefused('not-authorised', 'measure-2022/24', 'measure-2022/25');
  });
});

describe('an exit for two one-star years (decisions 29)', () => {
  const starred = () => longTitled().given(publishing(2024, 1), publishing(2025, 1));
  const at = on('2026-03-20');
  const lifting = (more: Record<string, unknown> = {}) =>
    command(officer, at, 'WithdrawExitProposal', { titleId: 't-a', reasons: '城市整改积极', ...more });
  const told = () => starred().given(serving('exit', { basis: ['measure-2022/24'] }, on('2026-03-09')));
  const reviewed = (adopted: boolean) =>
    told().given(
      command(city('330100'), on('2026-03-10'), 'SubmitStatement', { proceedingId: 'pr1', content: '口径有误' }),
      command(officer, on('2026-03-18'), 'ReviewStatement', { proceedingId: 'pr1', adopted, reasons: '经复核' }),
    );
  const ruled = (appliesTo: string) =>
    starred().given(
      command(approver, on('2026-03-10'), 'RecordLegalRuling', {
        rulingId: 'r1',
        question: '是否连续',
        ruling: '不连续',
        documentNumber: '3号',
        appliesTo,
      }),
    );

  it('is mandatory: no officer withdraws the proposal of himself', () => {
    for (const it of [starred(), told(), reviewed(false)]) it.when(lifting()).thenRefused('exit-is-mandatory', 'measure-2022/24');
    expect(statusOf(starred())).toBe('EXIT_PROPOSED');
  });
  it('may be withdrawn once a statement was adopted; it stays single-handed although a second person is named', () => {
    const [alone] = reviewed(true).when(lifting()).then('ExitProposalWithdrawn').events;
    expect(alone!.data).toMatchObject({ singleHanded: true });
    expect(alone!.data).not.toHaveProperty('approvedBy');
    for (const approvedBy of ['approver-1', officer.person]) {
      const [named] = reviewed(true).when(lifting({ approvedBy })).then('ExitProposalWithdrawn').events;
      expect(named!.data).toMatchObject({ approvedBy, singleHanded: true });
    }
  });
  it('may be withdrawn by a legal ruling on this title', () => {
    const it = ruled('t-a').when(lifting({ rulingId: 'r1' }));
    it.then('ExitProposalWithdrawn');
    ruled('t-9')
      .when(lifting({ rulingId: 'r1' }))
      .thenRefused('exit-is-mandatory', 'measure-2022/24');
    starred()
      .when(lifting({ rulingId: 'r9' }))
      .thenRefused('exit-is-mandatory', 'measure-2022/24');
  });
  it('falls with a corrected result and with a ruling on the streak', () => {
    starred().when(correctingResult(2025, 2)).then('EvaluationResultCorrected', 'ExitProposalWithdrawn');
    const it = starred();
    it.when(settling(false)).then('StreakSettled', 'ExitProposalWithdrawn');
    expect(statusOf(it)).toBe('TITLED');
    it.when({ ...settling(false), by: admin }).thenRefused('not-authorised');
  });
});
