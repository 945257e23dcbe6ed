import { dossierActs } from './acts.js';
import { stateMatrix } from './matrix.js';
import { STATUSES } from './status.js';

const COMMANDS = dossierActs.map(({ command }) => command);

describe('the matrix as a document', () => {
  const lines = stateMatrix().split('\n');
  it('has a row for every command and a column for every status', () => {
    const head = lines.findIndex((line) => line.includes(' NONE '));
    expect(
      lines[head]!.split('|')
        .map((cell) => cell.trim())
        .filter(Boolean),
    ).toEqual([...STATUSES]);
    expect(lines.slice(head + 2, head + 2 + COMMANDS.length).map((line) => line.split('|')[1]!.trim())).toEqual(COMMANDS);
  });
  it('names the events that may follow and the provisions of a refusal elsewhere', () => {
    expect(lines).toContain(
      '| ConferTitle | 授予称号 | ministry-approver | CLEARED | TitleConferred | measure-2022/19, measure-2022/18, measure-2022/2 |',
    );
    expect(lines).toContain('|  |  |  | PUBLICITY_OPEN, OBJECTION_CHECK, CLEARED | ObjectionFiled, ClueRecorded |  |');
  });
  it('is the same each time it is generated', () => {
    expect(stateMatrix()).toBe(stateMatrix());
  });
});
