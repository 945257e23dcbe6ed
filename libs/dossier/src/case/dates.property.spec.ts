import { parseInstant } from '@minglu/kernel';
import { driveAnyDate, driveLimits, limitsOf, type DatedCase, type TestCommand, type World } from '@minglu/kernel/testing';
import { policies, workCalendar } from '@minglu/reference';
import {
  admin,
  announcing,
  city,
  command,
  consent,
  exitProposed,
  filing,
  freshWorld,
  imported,
  inCreation,
  inPublicity,
  investigating,
  officer,
  on,
  opened,
  ordering,
  plausible,
  publishing,
  readyForReview,
  serving,
  statementClosed,
  titled,
  worldIn,
} from '../testing/index.js';
import { dossierActs } from './acts.js';
import type { DatedCommand } from './date-limits.js';
import { dossierRef } from './refs.js';
import { statusesOf } from './table.js';

/** A command that a case accepts, on which its dates are varied. */
interface Dated {
  readonly it: World;
  readonly one: TestCommand;
  readonly referred?: DatedCommand['referred'];
}

/** Cases of acts whose example needs more than a status. Every other act is driven with its example. */
const SETUPS: Readonly<Record<string, () => readonly Dated[]>> = {
  ImportPilotPark: () => [
    {
      it: freshWorld().given(command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '441900' })),
      one: command(admin, on('2023-10-16', '11:00:00'), 'ImportPilotPark', {
        caseId: 'a',
        parkId: 'park-1',
        documentNumber: '280号',
        startDate: '2021-01-01',
      }),
    },
  ],
  RequestCycleShortening: () => [
    {
      it: imported('a', '330100', '2023-01-05'),
      one: command(city('330100'), on('2023-06-01'), 'RequestCycleShortening', {
        caseId: 'a',
        newCycleEnd: '2024-06-28',
        reasons: '成效突出',
      }),
    },
  ],
  RefuseProvincialConsent: () => {
    const refusing = ({ with: data, ...rest }: TestCommand) => ({
      ...rest,
      do: 'RefuseProvincialConsent',
      with: { ...data, reasons: '条件未备' },
    });
    return [
      { it: opened(), one: refusing(consent('application')) },
      { it: inCreation(), one: refusing(consent('review', {}, on('2025-09-26'), '330000')) },
    ];
  },
  FileObjection: () => [{ it: inPublicity(), one: { ...filing('o1'), by: officer } }],
  OrderRectification: () => [{ it: titled().given(publishing(2025, 1)), one: ordering() }],
  ServePriorNotice: () => [
    { it: readyForReview().given(investigating()), one: serving('cancel-qualification') },
    { it: exitProposed(), one: serving('exit') },
  ],
  AnnounceExit: () => [{ it: statementClosed(exitProposed().given(serving('exit'))), one: announcing() }],
  NoteReviewOrLitigation: () => {
    const [it, at] = [titled().given(publishing(2025, 1)), on('2026-04-01')];
    const data = { caseId: 'a', kind: 'litigation', date: '2026-04-01', decisionEventId: String(it.events().length) };
    return [{ it, one: command(officer, at, 'NoteReviewOrLitigation', data), referred: [{ occurredAt: parseInstant(on('2026-03-08'))! }] }];
  },
};

const accepts = ({ it, one }: Dated): boolean => it.fork().when(one).refusal === null;
/** The act's own setup, or its example in each status that accepts it. */
const casesOf = (name: string): readonly DatedCase<DatedCommand>[] => (SETUPS[name]?.() ?? examples(name)).map(withContext);
const examples = (name: string): readonly Dated[] =>
  statusesOf(name)
    .map((status) => worldIn[status]())
    .map((it) => ({ it, one: plausible(it)[name as keyof ReturnType<typeof plausible>] }))
    .filter(accepts);

const withContext = ({ it, one, referred = [] }: Dated): DatedCase<DatedCommand> => ({
  it,
  one,
  about: ({ at, with: data }) => ({
    data,
    at: parseInstant(at)!,
    state: it.state(dossierRef('a')),
    policies: it.state(policies),
    calendar: it.state(workCalendar),
    referred,
  }),
});

const dated = dossierActs.flatMap(({ command: name, dates = {} }) =>
  Object.keys(dates).flatMap((field) => (limitsOf(dates, field).length > 0 ? [[name, field, dates] as const] : [])),
);

describe('the dates of a command (decisions 27)', () => {
  it.each(dated)('%s %s: the last value within each limit is accepted, the first beyond it refused', (name, field, rules) => {
    driveLimits(rules, field, casesOf(name));
  });
  it.each(dated)('%s %s: any value on any day is refused exactly if a limit says so', (name, field, rules) => {
    driveAnyDate(rules, field, casesOf(name));
  });
});
