import { command, dossierOf, exitProposed, officer, on, statusOf, titled } from '../testing/index.js';

const withdrawing = command(officer, on('2026-03-05'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '查明认定有误' });

describe('WithdrawExitProposal (第二十四、二十五条)', () => {
  it('leaves the title as it stood before', () => {
    const it = exitProposed();
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
    it.when(withdrawing).then('ExitProposalWithdrawn');
    expect(statusOf(it)).toBe('TITLED');
    expect(dossierOf(it).title?.exitProposal).toBeNull();
  });
  it('is refused where no exit is proposed', () => {
    titled().when(withdrawing).thenRefused('not-in-this-state', 'measure-2022/24', 'measure-2022/25');
  });
  it('is for the ministry', () => {
    exitProposed()
      .when({ ...withdrawing, by: { role: 'applicant', org: '330100', person: 'city' } })
      .thenRefused('not-authorised', 'measure-2022/24', 'measure-2022/25');
  });
});
