import { parseInstant, type DateRules } from '@minglu/kernel';
import { driveAnyDate, driveLimits, limitsOf, world, type DatedCase, type TestCommand, type World } from '@minglu/kernel/testing';
import { campaign } from './campaign.js';
import { policies, referenceActs, referenceCategories } from './index.js';

type Dates = DateRules<never>;
const AT = '2026-03-16T09:00:00+08:00';
const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const send = (name: string, data: Record<string, unknown>, by = admin, at = AT): TestCommand => ({ by, at, do: name, with: data });
const fresh = (...given: readonly TestCommand[]): World => world(referenceActs as never, referenceCategories as never).given(...given);

const window = { opensAt: '2026-03-16T00:00:00+08:00', closesAt: '2026-05-01T00:00:00+08:00' };
const opening = send('OpenCampaign', {
  campaignId: 'c1',
  programme: 'city',
  track: 'creation-application',
  year: 2026,
  documentNumber: '31号',
  ...window,
});
const province = { role: 'provincial-authority', org: '440000', person: 'province-1' };
const approver = { role: 'ministry-approver', org: 'MIIT', person: 'approver-1' };
const officer = { role: 'ministry-officer', org: 'MIIT', person: 'officer-1' };
const security = { role: 'security-admin', org: 'MIIT', person: 'security-1' };
/** 1 December 2024 and 31 January 2026 are rest days, which may be worked. */
const calendar = { year: 2025, noticeNumber: '1号', offDays: ['2025-01-01'], makeupWorkdays: ['2025-01-26'] };

/** For each act with a limited date: a command that is accepted, after the commands that it needs. */
const CASES: Readonly<Record<string, readonly (readonly [TestCommand, ...TestCommand[]])[]>> = {
  OpenCampaign: [[opening]],
  ExtendCampaign: [
    [
      send('ExtendCampaign', { campaignId: 'c1', closesAt: '2026-05-15T00:00:00+08:00', documentNumber: '32号', reason: '系统故障' }),
      opening,
    ],
    // After the window.
    [
      send(
        'ExtendCampaign',
        { campaignId: 'c1', closesAt: '2026-06-15T00:00:00+08:00', documentNumber: '32号', reason: '系统故障' },
        admin,
        '2026-06-01T09:00:00+08:00',
      ),
      opening,
    ],
  ],
  ForwardNotice: [[send('ForwardNotice', { campaignId: 'c1', province: '440000', date: '2026-03-16' }, province), opening]],
  SetInternalDeadline: [
    [
      send(
        'SetInternalDeadline',
        { campaignId: 'c1', authority: '440000', closesAt: '2026-04-20T00:00:00+08:00', documentNumber: '5号' },
        province,
      ),
      opening,
    ],
  ],
  RecordDivisionChange: [
    [
      send('RecordDivisionChange', {
        changeId: 'd1',
        kind: 'merged',
        code: '370900',
        newCode: '370100',
        effectiveDate: '2026-04-01',
        documentNumber: '6号',
      }),
    ],
  ],
  RecordParkChange: [
    [
      send('RecordParkChange', {
        changeId: 'k1',
        kind: 'renamed',
        parkId: 'p1',
        newName: '云谷软件园',
        effectiveDate: '2026-04-01',
        documentNumber: '7号',
      }),
      send('RegisterPark', { parkId: 'p1', name: '东湖软件园', cityCode: '420100' }),
    ],
  ],
  FileReport: [[send('FileReport', { reportId: 'r1', content: '材料失实', receivedOn: '2026-03-16' }, officer)]],
  IssueInterpretation: [
    [
      send(
        'IssueInterpretation',
        {
          interpretationId: 'x1',
          question: '何谓每年',
          answer: '自然年',
          documentNumber: '1号',
          effectiveFrom: '2026-03-16',
          document: { issuedOn: '2026-03-16' },
        },
        approver,
      ),
    ],
  ],
  GrantRole: [
    [
      send(
        'GrantRole',
        { person: 'p1', grantId: 'g1', role: 'expert', org: 'x', from: '2026-03-20', until: '2026-04-20', reasons: '聘任' },
        security,
      ),
    ],
  ],
  DelegateTasks: [
    [
      send(
        'DelegateTasks',
        { person: 'officer-1', delegationId: 'd1', to: 'officer-2', from: '2026-03-20', until: '2026-04-20', reasons: '年休假' },
        officer,
      ),
    ],
  ],
  SetPolicy: [[send('SetPolicy', { key: 'policy/measure-published-on', value: '2022-12-01', documentNumber: '3号' })]],
  PublishWorkCalendar: [[send('PublishWorkCalendar', calendar)]],
  ReviseWorkCalendar: [[send('ReviseWorkCalendar', calendar), send('PublishWorkCalendar', calendar)]],
};

const dated = referenceActs.flatMap((act) => {
  const dates = ((act as { readonly dates?: Dates }).dates ?? {}) as Dates;
  // All acts share the rule of their document: it is driven with the acts that have a case here.
  const own = Object.keys(dates).filter((path) => path !== 'document.issuedOn' || act.command in CASES);
  return own.flatMap((path) => (limitsOf(dates, path).length > 0 ? [[act.command, path, dates] as const] : []));
});
const casesOf = (name: string): readonly DatedCase<never>[] => {
  const cases = CASES[name];
  if (!cases) throw new Error(`${name} has a limited date: state a case of it in this file`);
  return cases.map(([one, ...given]) => {
    const it = fresh(...given);
    return {
      it,
      one,
      about: ({ at, with: data }) =>
        ({ data, at: parseInstant(at)!, state: it.state(campaign('c1')), policies: it.state(policies) }) as never,
    };
  });
};

describe('the dates of a command on reference data (decisions 27)', () => {
  it.each(dated)('%s %s: the last value within each limit is accepted, the first beyond it refused', (name, path, rules) => {
    driveLimits(rules, path, casesOf(name));
  });
  it.each(dated)('%s %s: any value on any day is refused exactly if a limit says so', (name, path, rules) => {
    driveAnyDate(rules, path, casesOf(name));
  });
});
