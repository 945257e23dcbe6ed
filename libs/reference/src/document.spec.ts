import { world } from '@minglu/kernel/testing';
import { referenceActs, referenceCategories } from './index.js';

const person = (role: string, name: string, org = 'MIIT') => ({ role, org, person: name });
const approver = person('ministry-approver', 'approver-1');
const officer = person('ministry-officer', 'officer-1');
const admin = person('ministry-admin', 'admin-1');
const at = '2025-09-10T10:00:00+08:00';
const fresh = () => world(referenceActs as never, referenceCategories as never);
const document = { issuedOn: '2025-09-08', signedBy: '办公厅主任', sealed: true, copiesTo: ['各省级主管部门'], attachments: ['附件1'] };

const interpreting = (more: object = {}) => ({
  by: approver,
  at,
  do: 'IssueInterpretation',
  with: {
    interpretationId: 'x1',
    question: '何谓每年',
    answer: '自然年',
    documentNumber: '工信厅〔2025〕3号',
    effectiveFrom: '2025-09-10',
    ...more,
  },
});

describe('a document of the ministry on reference data (decisions 34)', () => {
  it('is kept with its event, under the number of the command', () => {
    const [event] = fresh().when(interpreting({ document })).then('InterpretationIssued').events;
    expect(event!.data).toMatchObject({ document: { ...document, number: '工信厅〔2025〕3号' } });
    const calendar = { year: 2030, noticeNumber: '国办发明电〔2029〕1号', offDays: ['2030-01-01'], makeupWorkdays: [], document: {} };
    const [published] = fresh().when({ by: admin, at, do: 'PublishWorkCalendar', with: calendar }).then('WorkCalendarPublished').events;
    expect(published!.data).toMatchObject({ document: { number: '国办发明电〔2029〕1号', issuedOn: '2025-09-10' } });
  });
  it('is optional', () => {
    expect(fresh().when(interpreting()).then('InterpretationIssued').events[0]!.data).not.toHaveProperty('document');
  });
  it('has one number, and no day in the future', () => {
    fresh()
      .when(interpreting({ document: { number: '4号' } }))
      .thenRefused('document-numbers-differ', 'measure-2022/27');
    fresh()
      .when(interpreting({ document: { issuedOn: '2025-09-11' } }))
      .thenRefused('date-in-future', 'measure-2022/27');
  });
});

describe('the refusal of a report (decisions 34)', () => {
  const filing = {
    by: person('public', 'someone', 'public'),
    at,
    do: 'FileReport',
    with: { reportId: 'r1', nameMode: 'real-name', name: '某某', contact: '13800000000', content: '数据不实' },
  };
  const refusing = (more: object = {}) => ({
    by: officer,
    at,
    do: 'RefuseReport',
    with: { reportId: 'r1', reasons: '不属于受理范围', ...more },
  });
  it('tells the reporter the remedies with the days on which they end, or warns', () => {
    const [event] = fresh()
      .given(filing)
      .when(refusing({ remediesTold: '六十日内可以申请行政复议' }))
      .then('ReportRefused')
      .thenWarns().events;
    expect(event!.data).toMatchObject({
      remedies: { wording: '六十日内可以申请行政复议', reconsideration: { of: 'r1', lastDay: expect.stringMatching(/^2025-11-/) } },
    });
    const [untold] = fresh().given(filing).when(refusing()).then('ReportRefused').thenWarns('remedies-not-told').events;
    expect(untold!.data).not.toHaveProperty('remedies');
  });
});
