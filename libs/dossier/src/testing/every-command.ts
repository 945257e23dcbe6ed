import type { Actor } from '@minglu/kernel';
import type { TestCommand, World } from '@minglu/kernel/testing';
import { dossierActs } from '../case/acts.js';
import type { Dossier } from '../case/state.js';
import type { Status } from '../case/status.js';
import type { DossierCommand } from '../case/table.js';
import { dossierOf } from './cases.js';
import { command, on } from './payloads.js';
import { admin, approver, auditor, authority, city, clock, expert, municipality, officer, province, someone } from './people.js';

/** The day for the next act in a status: in the window of the 2023 campaign, or after the events of the world. */
const dayIn = (status: Status): string => DAYS[status] ?? '2025-10-21';
const DAYS: Readonly<Partial<Record<Status, string>>> = {
  NONE: '2023-11-07',
  DRAFT: '2023-11-07',
  CONSENTED: '2023-11-07',
  PILOT: '2023-10-20',
  MUNICIPAL_CHECK: '2023-10-25',
  PROVINCIAL_CHECK: '2023-10-26',
  PROVINCIAL_APPROVED: '2023-11-10',
  AT_MINISTRY: '2023-12-01',
  PUBLICITY_OPEN: '2025-10-09',
  EXIT_PROPOSED: '2026-03-05',
  CANCELLED: '2026-03-20',
  EXITED: '2026-03-20',
};

/** The person who has a role in a case. */
const personOf = (role: string, { subject }: Dossier, cityCode: string): Actor => {
  const provinceCode = `${cityCode.slice(0, 2)}0000`;
  const people: Readonly<Record<string, Actor>> = {
    applicant: city(subject?.applicant ?? cityCode),
    'municipal-authority': municipality(cityCode),
    'provincial-authority': authority(provinceCode),
    'provincial-government': province(provinceCode),
    'ministry-officer': officer,
    'ministry-approver': approver,
    'ministry-admin': admin,
    auditor,
    expert,
    public: someone,
    system: clock,
  };
  const person = people[role];
  if (!person) throw new Error(`nobody in this kit has the role ${role}`);
  return person;
};

/** The first role that may perform the act now: after the municipal check, the provincial authority. */
const roleOf = (roles: readonly string[], status: Status): string =>
  roles.find((role) => role !== 'municipal-authority' || status === 'MUNICIPAL_CHECK') ?? roles[0]!;

/** The example of every act on case `a`, sent by the person who may send it now. */
export const plausible = (it: World): Readonly<Record<DossierCommand, TestCommand>> => {
  const dossier = dossierOf(it);
  const cityCode = dossier.subject?.cityCode ?? '441900';
  const day = dayIn(dossier.status);
  const about = { dossier, caseId: 'a', titleId: dossier.title?.titleId ?? 't-a', cityCode, day };
  const commands = dossierActs.map((act) => {
    const role = roleOf(Object.keys(act.by), dossier.status);
    const at = role === 'system' ? (dossier.deadlines[0]?.endsAt ?? on(day)) : on(day);
    return [act.command, command(personOf(role, dossier, cityCode), at, act.command, { ...act.example(about) })] as const;
  });
  return Object.fromEntries(commands) as unknown as Readonly<Record<DossierCommand, TestCommand>>;
};
