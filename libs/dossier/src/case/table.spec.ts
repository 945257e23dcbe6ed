import { COMMANDS, commandsIn, mayHappen, statusesOf } from './table.js';
import { STATUSES } from './status.js';

describe('the table of statuses', () => {
  it('gives the commands of a status, in the order of the Measure', () => {
    expect(commandsIn('REJECTED')).toEqual([
      'OpenInvestigation',
      'AddEvidence',
      'FindFigureFalse',
      'WithdrawFigureFinding',
      'HandOverInvestigation',
      'TakeOverInvestigation',
      'CloseInvestigation',
      'PlaceLegalHold',
      'ProposeHoldLifting',
      'LiftLegalHold',
      'ExportEvidence',
      'RecordService',
      'NoteReviewOrLitigation',
      'SetAsideDecision',
      'RecordTitleMisuse',
    ]);
    for (const status of STATUSES) expect(commandsIn(status)).toEqual(COMMANDS.filter((command) => statusesOf(command).includes(status)));
  });
  it('allows nothing that it does not list', () => {
    expect(['NoSuchCommand', 'toString'].map((command) => mayHappen(command, 'DRAFT'))).toEqual([false, false]);
    expect(statusesOf('OpenApplication')).toEqual(['NONE']);
  });
});
