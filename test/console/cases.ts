import { readFileSync } from 'node:fs';
import type { Person } from './kit.js';

/** A page as one person opens it. Null: the public. */
type Visit = readonly [person: Person | null, path: string];

interface Case {
  /** The page is walked through all states as each of these persons. */
  readonly walks: readonly Visit[];
  /** More views, which are only looked at with the data of the sample. */
  readonly also?: readonly Visit[];
  /** The page asks the service for nothing when it is opened. */
  readonly isStatic?: true;
  /** Questions that keep the answer of the service: the address of the page names a row of them. */
  readonly real?: readonly string[];
}

/** Each address of the router, with those who open it. */
export const CASES: Readonly<Record<string, Case>> = {
  '/': {
    walks: [
      [null, '/'],
      ['sample-ministry-officer', '/'],
    ],
    also: [['sample-system-admin', '/']],
  },
  '/cases': { walks: [['sample-ministry-officer', '/cases']] },
  '/cases/$caseId': {
    walks: [['sample-ministry-officer', '/cases/case-1']],
    also: [
      ['sample-auditor', '/cases/case-1?v=3'],
      ['sample-applicant', '/cases/case-1'],
    ],
  },
  '/cases/$caseId/act/$command': { walks: [['sample-ministry-officer', '/cases/case-1/act/OpenInvestigation']] },
  '/cases/$caseId/investigation': { walks: [['sample-ministry-officer', '/cases/case-1/investigation']] },
  '/cases/$caseId/revocation': { walks: [['sample-ministry-officer', '/cases/case-1/revocation']] },
  '/investigations': { walks: [['sample-auditor', '/investigations']] },
  '/act/$command': { walks: [['sample-applicant', '/act/OpenApplication']] },
  '/provisions': { walks: [[null, '/provisions']] },
  '/provisions/$instrument/$number': { walks: [[null, '/provisions/measure-2022/18']] },
  '/publicities': { walks: [[null, '/publicities']] },
  '/publicities/$publicityId/objection': { walks: [[null, '/publicities/notice-1/objection?caseId=case-1&about=天津市']] },
  '/receipts': { walks: [[null, '/receipts']], isStatic: true },
  '/titles': { walks: [[null, '/titles']] },
  '/titles/$titleId': { walks: [['sample-auditor', '/titles/title-1?day=2024-03-01']] },
  '/report': { walks: [[null, '/report']] },
  '/evaluations': { walks: [[null, '/evaluations']] },
  '/evaluations/$year': { walks: [['sample-auditor', '/evaluations/2023']], also: [[null, '/evaluations/2023']] },
  '/imports/$table': {
    walks: [['sample-ministry-approver', '/imports/evaluation-results?evaluationYear=2023']],
    real: ['/tables'],
  },
  '/campaigns': { walks: [['sample-ministry-officer', '/campaigns']] },
  '/campaigns/$campaignId': { walks: [['sample-ministry-officer', '/campaigns/city-creation-2023']] },
  '/statistics': { walks: [['sample-ministry-officer', '/statistics']], also: [[null, '/statistics']] },
  '/reference/calendars': { walks: [[null, '/reference/calendars']] },
  '/reference/calendars/import': { walks: [['sample-ministry-admin', '/reference/calendars/import']] },
  '/reference/campaigns': { walks: [[null, '/reference/campaigns']] },
  '/reference/policies': { walks: [['sample-ministry-admin', '/reference/policies']] },
  '/reference/policies/$name': {
    walks: [['sample-ministry-admin', '/reference/policies/delegation-days']],
    real: ['/policies'],
  },
  '/reference/indicators': { walks: [[null, '/reference/indicators']] },
  '/reference/divisions': { walks: [[null, '/reference/divisions']] },
  '/reference/parks': { walks: [['sample-ministry-admin', '/reference/parks']] },
  '/admin/persons': { walks: [['sample-security-admin', '/admin/persons']] },
  '/admin/persons/$person': { walks: [['sample-security-admin', '/admin/persons/sample-expert']] },
  '/admin/access-log': { walks: [['sample-audit-admin', '/admin/access-log']] },
  '/admin/records': { walks: [['sample-audit-admin', '/admin/records']] },
  '/admin/corrections': { walks: [['sample-ministry-officer', '/admin/corrections?case=case-1']] },
  '/operations': { walks: [['sample-auditor', '/operations']] },
  '/tour': { walks: [['sample-applicant', '/tour']], isStatic: true },
  '/help': { walks: [[null, '/help']], isStatic: true },
  '/signed-in': { walks: [[null, '/signed-in']], isStatic: true },
};

const ROUTER = new URL('../../apps/console/src/router.tsx', import.meta.url);

/** The addresses that the router of the console has. */
export const addresses = (): readonly string[] => {
  const source = readFileSync(ROUTER, 'utf8');
  const found = [...source.matchAll(/\bpage\(\s*'([^']+)'/g)].map(([, address]) => address!);
  // Each page is loaded lazily, once in its line: another way to write a route would be missed here.
  expect(found).toHaveLength(source.split('() => import(').length - 1);
  return found;
};
