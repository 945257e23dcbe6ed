import { accept, id, newEvent, record, refuse, text } from '@minglu/kernel';
import { byMinistryAdmin, referenceAct, unknownId } from './act.js';
import { CHANGE, succession, successionEvents, type Succession } from './succession.js';

type DivisionRecord = Succession['divisions'][number];

/**
 * Withdraws the record of a change that was entered by mistake, or whose document was revoked (decisions 38). The division or park
 * stands as if there had been no change; acts since then stand.
 */
export const withdrawChange = referenceAct({
  command: 'WithdrawChange',
  route: 'POST /recorded-changes/{changeId}/withdrawals',
  title: { zh: '撤回区划、园区变更的登记', en: 'Withdraw the record of a change' },
  legalBasis: ['measure-2022/7', 'notice-2023-278/1'],
  payload: record({ changeId: id(), documentNumber: text(200), reasons: text() }),
  example: () => ({ changeId: 'change-7k3m-q9x2-4hnp', documentNumber: '国函〔2025〕2号', reasons: '登记有误' }),
  by: byMinistryAdmin,
  on: () => [succession],
  decide: ({ data }, { state: { divisions, parks, changeIds } }) => {
    const { changeId } = data;
    if (!changeIds.includes(changeId)) return unknownId(CHANGE, changeId);
    const ofDivision = divisions.find((one) => one.changeId === changeId);
    const ofPark = parks.find((one) => one.changeId === changeId);
    if (!ofDivision && !ofPark)
      return refuse('change-withdrawn', ['measure-2022/7', 'notice-2023-278/1'], '该变更的登记已经撤回', 'it has been withdrawn already', {
        changeId,
      });
    const next = ofDivision && reliesOn(ofDivision, divisions);
    if (next)
      return refuse(
        'change-relied-upon',
        'measure-2022/7',
        `变更 ${next.changeId} 以其为前提，应先撤回`,
        `the change ${next.changeId} rests on it`,
        {
          changeId: next.changeId,
        },
      );
    return accept([newEvent(successionEvents.ChangeWithdrawn, { ...data, of: ofDivision ? 'division' : 'park' })]);
  },
});

/** Another change of the code that this one introduced. It would be left without its division. */
const reliesOn = ({ changeId, kind, code, newCode }: DivisionRecord, divisions: readonly DivisionRecord[]): DivisionRecord | undefined =>
  kind === 'merged' || code === newCode
    ? undefined
    : divisions.find((one) => one.changeId !== changeId && [one.code, one.newCode].includes(newCode));
