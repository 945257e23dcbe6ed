import type { CommandHandler } from '@minglu/casework';
import { anonymous, command, filing, on, officer, sha, someone } from '@minglu/dossier/testing';
import { receiptNumber } from '@minglu/casework';
import type { Receipts } from '@minglu/http';
import { receiptsOf } from '@minglu/system';
import { given, handlerInMemory, inPublicity, keys } from './support.js';

describe('the receipt of a filing', () => {
  let handler: CommandHandler;
  let receipts: Receipts;
  beforeAll(async () => {
    const { store, ...rest } = await handlerInMemory();
    ({ handler } = rest);
    receipts = receiptsOf(keys.requests, store);
    await given(handler, ...inPublicity('a', '330100', '2025-09-26', 'p1'));
  }, 60_000);
  const { signal } = new AbortController();
  const stateOf = (id: string) => receipts.find(receiptNumber(keys.requests, id), signal);
  const of = { caseId: 'a', publicityId: 'p1' };

  it('shows an objection as registered, then as answered or withdrawn', async () => {
    await given(handler, filing('o1', on('2025-09-28'), of), filing('o2', on('2025-09-28'), { ...of, grounds: '另一理由' }));
    expect([await stateOf('o1'), await stateOf('o2')]).toEqual([
      { kind: 'objection', state: 'registered' },
      { kind: 'objection', state: 'registered' },
    ]);
    await given(
      handler,
      command(officer, on('2025-09-29'), 'ResolveObjection', { objectionId: 'o1', outcome: 'dismissed', findings: '经查属实' }),
      command(officer, on('2025-09-29'), 'WithdrawObjection', { objectionId: 'o2', letterSha256: sha('b') }),
    );
    expect([await stateOf('o1'), await stateOf('o2')]).toEqual([
      { kind: 'objection', state: 'answered' },
      { kind: 'objection', state: 'withdrawn' },
    ]);
  });
  it('shows a clue as a clue, and a report', async () => {
    const report = { reportId: 'r1', nameMode: 'anonymous', content: '虚报收入' };
    await given(handler, filing('c1', on('2025-09-30'), { ...of, ...anonymous }), command(someone, on('2025-09-30'), 'FileReport', report));
    expect([await stateOf('c1'), await stateOf('r1')]).toEqual([
      { kind: 'clue', state: 'registered' },
      { kind: 'report', state: 'registered' },
    ]);
  });
  it('of no filing, and an id alone, show nothing', async () => {
    expect([await stateOf('o9'), await receipts.find('o1', signal)]).toEqual([null, null]);
    expect([receipts.numberOf({ caseId: 'a' }), receipts.numberOf({ objectionId: 'o1' })]).toEqual([
      null,
      receiptNumber(keys.requests, 'o1'),
    ]);
  });
});
