import { approver, command, filing, officer, on } from '@minglu/dossier/testing';
import { give, given, handlerInMemory, inPublicity, refusalOf } from './support.js';

describe('a legal hold', () => {
  it('keeps the key of a person who filed in the case, until two persons have lifted it', async () => {
    const { store, handler } = await handlerInMemory();
    await given(
      handler,
      ...inPublicity('a', '330100', '2025-09-26', 'p1'),
      filing('o1', on('2025-09-28'), { caseId: 'a', publicityId: 'p1' }),
      command(officer, on('2025-09-29'), 'PlaceLegalHold', { holdId: 'h1', subject: 'a', reasons: '调查期间保全' }),
    );
    const { eventId } = (await store.readStream('dossier/a')).find(({ type }) => type === 'ObjectionFiled')!;
    /** Why the person of the objection cannot be erased. */
    const erasing = async (erasureId: string): Promise<string | null> =>
      refusalOf(
        await give(handler, command(officer, on('2025-09-30'), 'ProposeErasure', { erasureId, eventId, ground: 'purpose-achieved' })),
      );
    expect(await erasing('e1')).toBe('person-on-hold');
    await given(handler, command(officer, on('2025-09-30', '11:00:00'), 'ProposeHoldLifting', { holdId: 'h1', reasons: '已结' }));
    expect(await erasing('e2')).toBe('person-on-hold');
    await given(handler, command(approver, on('2025-09-30', '12:00:00'), 'LiftLegalHold', { holdId: 'h1' }));
    // The case is still open, which is another ground to keep it.
    expect(await erasing('e3')).toBe('matter-open');
  });
  it('keeps the key of a reporter whose report is about the case', async () => {
    const { store, handler } = await handlerInMemory();
    await given(
      handler,
      ...inPublicity('a', '330100', '2025-09-26', 'p1'),
      command(officer, on('2025-09-27'), 'FileReport', {
        reportId: 'r1',
        subject: 'a',
        name: '某某',
        contact: '13800000000',
        content: '虚报',
      }),
      command(officer, on('2025-09-29'), 'PlaceLegalHold', { holdId: 'h1', subject: 'a', reasons: '调查期间保全' }),
    );
    const { eventId } = (await store.readStream('report/r1'))[0]!;
    const answer = await give(
      handler,
      command(officer, on('2025-09-30'), 'ProposeErasure', { erasureId: 'e1', eventId, ground: 'purpose-achieved' }),
    );
    expect(refusalOf(answer)).toBe('person-on-hold');
  });
});
