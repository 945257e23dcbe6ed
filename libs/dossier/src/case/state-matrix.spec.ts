import { dossierActs } from './acts.js';
import { stateMatrix, UNFINISHED, waysOn } from './matrix.js';
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
  it('shows the ways on by role, and no status that depends on the applicant alone (decisions 23)', () => {
    for (const status of UNFINISHED) {
      const others = [...waysOn(status)].filter(([role]) => role !== 'applicant' && role !== 'public');
      expect([status, others.length > 0]).toEqual([status, true]);
    }
    expect(waysOn('SUPPLEMENT').get('applicant')).toContain('SubmitSupplement');
    expect(waysOn('SUPPLEMENT').get('ministry-officer')).toEqual(expect.arrayContaining(['PassFormalReview', 'RejectFormalReview']));
    expect(waysOn('PUBLICITY_OPEN').get('system')).toContain('PassDeadline');
    expect(lines).toContain('## Ways on');
    expect(lines).toContain('|  | applicant | RequestReview |');
  });
  it('is the same each time it is generated', () => {
    expect(stateMatrix()).toBe(stateMatrix());
  });
});
