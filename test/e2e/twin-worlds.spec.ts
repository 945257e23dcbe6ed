import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { keysFrom } from '@minglu/casework';
import { dossierActs, dossiers } from '@minglu/dossier';
import { approver, authority, city, command, expert, filing, municipality, officer, on, province, someone } from '@minglu/dossier/testing';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import { parseInstant, roleMay, type Actor, type AnyAct } from '@minglu/kernel';
import type { TestCommand } from '@minglu/kernel/testing';
import { SYSTEM } from '@minglu/system';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

// Two worlds with the same public and internal history. In one of them the ministry investigates. Outside the ministry both give the same
// answers to every request, byte by byte, but for ids and sealed tokens that are random in both.

const own = city('330200');
const CALLERS: readonly Actor[] = [
  own,
  municipality('330200'),
  authority('330000'),
  province('330000'),
  city('340100'),
  expert,
  { role: 'subscriber', org: '-', person: 's' },
  // An appointed witness learns the sizes of the full tree, so it is not among them.
  someone,
];
/** Values of the fields in paths: of the case, of others, of the secret, and of nothing. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  indicator: ['A1.1'],
  id: ['c', 'p-c', 'i1', 'none', 'city-creation-2023'],
  of: ['c', 'p-c', 'i1', 'o1', 'none'],
  year: ['2025'],
  number: ['i1.8w2c-k5tr'],
  file: [`${'A'.repeat(43)}.ics`],
  table: ['titles', 'evaluation-results', 'summary-table', 'application-figures', 'evaluation-figures'],
  exportId: ['e1', 'none'],
  eventId: ['00000000-0000-4000-8000-000000000000'],
  size: ['1', '3', '100000'],
  path: ['0/000.p/1', '0/000.p/200', 'entries/000.p/1', '0/000'],
};
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  '/dossiers': ['?sort=-changed', '?limit=1', '?flag=UNDER_INVESTIGATION', '?status=PUBLICITY_OPEN', '?openDeadlines=true'],
  '/dossiers/{id}': ['?at=2025-09-28', '?at=2025-09-30'],
  '/dossiers/{id}/figures': ['?limit=1', '?after=1'],
  '/dossiers/{id}/events': ['?limit=3', '?at=2025-09-30'],
  '/dossiers/{id}/replay': ['?at=2025-09-28', '?at=2025-09-30', '?at=2025-09-30&knownAt=2025-09-28', '?version=1', '?version=99'],
  '/dossiers/{id}/steps': ['?limit=3', '?beforeVersion=99&limit=2', '?at=2025-09-30'],
  '/dossiers/{id}/difference': [
    '?fromAt=2023-11-08',
    '?fromAt=2025-09-27&toAt=2025-09-30',
    '?fromAt=2025-09-28&toAt=2025-09-28&toKnownAt=2025-09-30',
  ],
  '/deadlines/{of}': ['?at=2025-09-30'],
  '/titles/{id}/valid-on': ['?day=2025-09-30'],
  '/tables/{table}/export.csv': ['?dossier=c', '?year=2025', '?campaign=park-creation-2023&province=330000'],
  '/tables/{table}/export.xlsx': ['?dossier=c', '?year=2025'],
  '/tasks': ['?whose=all'],
  '/feed': ['?limit=2'],
  '/checkpoint': ['?hash=sm3'],
  '/proof/inclusion': ['?index=1'],
  '/proof/consistency': ['?from=1&to=2'],
  '/public-log/checkpoint': ['?hash=sm3'],
  '/public-log/proof/inclusion': ['?event=00000000-0000-4000-8000-000000000000'],
  '/public-log/proof/consistency': ['?from=1&to=3', '?from=1&to=100000'],
  '/public-log/leaves': ['?from=1&limit=2'],
  '/public-log/answers/title': ['?title=t-c&day=2025-09-28', '?title=i1&day=2025-09-28'],
  '/public-log/answers/register': ['?at=2025-09-28'],
  '/changes': ['?since=2023-01-01', '?since=2025-09-29&limit=2'],
};
const SECURITY: Actor = { person: 'security-1', role: 'security-admin', org: 'MIIT' };
const secretOf = (stage: number): readonly TestCommand[] =>
  [
    [
      command(officer, on('2025-09-29', '11:00:00'), 'OpenInvestigation', {
        investigationId: 'i1',
        subject: 'c',
        clue: '来信',
        sourceProtected: true,
      }),
      command(officer, on('2025-09-29', '11:10:00'), 'AddEvidence', { investigationId: 'i1', eventIds: [], materials: [], note: '发票' }),
      command(officer, on('2025-09-29', '11:15:00'), 'ExportEvidence', { exportId: 'e1', subject: 'i1', reasons: '移送' }),
      command(officer, on('2025-09-29', '11:20:00'), 'PlaceLegalHold', { holdId: 'h1', subject: 'c', reasons: '保全' }),
      command(officer, on('2025-09-29', '11:30:00'), 'HandOverInvestigation', { investigationId: 'i1', to: 'auditor-1', reasons: '调整' }),
      command(SECURITY, on('2025-09-29', '11:31:00'), 'GrantRole', {
        person: approver.person,
        grantId: 'g1',
        role: approver.role,
        org: approver.org,
        reasons: '任职',
      }),
      command(officer, on('2025-09-29', '11:32:00'), 'HandOverAct', {
        person: officer.person,
        handOverId: 'ho1',
        to: approver.person,
        role: approver.role,
        command: 'ConferTitle',
        caseId: 'c',
      }),
    ],
    [
      command(approver, on('2025-09-29', '14:00:00'), 'CloseInvestigation', {
        investigationId: 'i1',
        finding: 'not-substantiated',
        reasons: '经查不实',
      }),
    ],
  ][stage]!;

/** A mismatch that the self-check finds. */
const FINDING = { findingId: '0'.repeat(16), kind: 'read-model', position: 7, subject: 'query.dossiers' };

/** Finds a figure of the self-assessment false. */
const falseFigure = async ({ system }: TestService): Promise<TestCommand> => {
  const { eventId } = (await system.store.readStream('dossier/c')).find(({ type }) => type === 'SelfAssessmentSubmitted')!;
  const of = { investigationId: 'i1', eventId, indicator: 'A1.1', dataYear: 2024 };
  return command(officer, on('2025-09-29', '11:40:00'), 'FindFigureFalse', { ...of, reasons: '与税务数据不符' });
};

describeOnPostgres('a party, a stranger and the public', () => {
  let plain: TestService;
  let investigated: TestService;
  let paths: readonly string[];
  beforeAll(async () => {
    const keys = keysFrom(randomBytes(32));
    [plain, investigated] = [
      await startService('2023-11-01T09:00:00+08:00', { keys }),
      await startService('2023-11-01T09:00:00+08:00', { keys }),
    ];
    for (const { system } of [plain, investigated])
      await given(
        system.casework,
        ...inPublicity('c', '330200', '2025-09-26', 'p-c'),
        filing('o1', on('2025-09-28'), { caseId: 'c', publicityId: 'p-c' }),
      );
    const { paths: described } = (await (await fetch(`${plain.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    paths = Object.entries(described).flatMap(([path, item]) => ('get' in item ? pathsOf(path) : []));
  }, 120_000);
  afterAll(async () => {
    await plain?.close();
    await investigated?.close();
  }, 60_000);

  const pathsOf = (path: string): readonly string[] => {
    let concrete: readonly string[] = [path];
    for (const [place, field] of path.matchAll(/\{(\w+)\}/g))
      concrete = concrete.flatMap((one) => (VALUES[field!] ?? [`missing ${field}`]).map((value) => one.replace(place, value)));
    return concrete.flatMap((one) => ['', ...(QUESTIONS[path] ?? [])].map((query) => `${one}${query}`));
  };
  const ask = async (service: TestService, caller: Actor, path: string, body?: unknown): Promise<string> => {
    const token = caller === someone ? null : await service.tokenOf(caller);
    let response: Response | undefined;
    // On a slow machine a probe of one world can be late, which the other does not show.
    await eventually('an answer in time', async () => (response = await send(service, token, path, body)).status !== 503);
    const headers = [...response!.headers].filter(([name]) => name !== 'date');
    const bytes = Buffer.from(await response!.arrayBuffer());
    // A tile is the hashes of random ids: its length is compared.
    const text = isUtf8(bytes) ? bytes.toString() : `${bytes.length} bytes`;
    return alike(JSON.stringify({ status: response!.status, headers, body: text }), service);
  };
  const send = (service: TestService, token: string | null, path: string, body: unknown): Promise<Response> =>
    fetch(`${service.url}${path}`, {
      redirect: 'manual',
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
  /** The calendar of a new feed of the caller; the refusal if he may have none. */
  const calendarOf = async (service: TestService, caller: Actor): Promise<string> => {
    const headers = { authorization: `Bearer ${await service.tokenOf(caller)}` };
    const made = await fetch(`${service.url}/calendar-feeds`, { method: 'POST', headers });
    const { address, code } = (await made.json()) as { readonly address?: string; readonly code?: string };
    return address === undefined ? `${made.status} ${code}` : (await fetch(`${service.url}${address}`)).text();
  };
  /** Random ids by the order in which they appear, sealed tokens by their length, and the address of the service. */
  const alike = (text: string, { url }: TestService): string => {
    const ids = new Map<string, string>();
    return (
      text
        .replaceAll(new URL(url).host, 'host')
        // Roots and proofs name random ids. A signature of SM2 draws a number, and its length varies by a few bytes.
        .replace(/(\u2014 [^ ]+) [A-Za-z0-9+/=]{80,}/g, '$1 signature')
        .replace(/[A-Za-z0-9+/]{43}=/g, 'hash')
        .replace(
          /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
          (id) => ids.get(id) ?? (ids.set(id, `id ${ids.size}`), `id ${ids.size - 1}`),
        )
        .replace(/[A-Za-z0-9_-]{120,}/g, (token) => `token of ${token.length}`)
        .replace(/[0-9a-f]{64}/g, 'hash')
        .replace(/\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{40,}/g, '+key')
        .replace(/"content-length","[0-9]+"(?=.*signature)/g, '"content-length","of a note"')
    );
  };
  const moveTo = async (instant: string): Promise<void> => {
    for (const { clock, system } of [plain, investigated]) {
      clock.moveTo(parseInstant(instant)!);
      await system.runUntil(parseInstant(instant)!);
      await eventually('all events are in a checkpoint', async () => (await system.sequencer.backlog()) === 0);
    }
  };

  it.each([
    ['is open', 0, on('2025-09-29', '12:00:00')],
    ['found nothing', 1, on('2025-09-29', '15:00:00')],
  ] as const)(
    'get the same answers where an investigation %s as where there is none',
    async (_, stage, instant) => {
      await given(investigated.system.casework, ...secretOf(stage));
      if (stage === 0) {
        await given(investigated.system.casework, await falseFigure(investigated));
        await given(investigated.system.casework, command(SYSTEM, on('2025-09-29', '11:50:00'), 'RecordSelfCheckFinding', FINDING));
      }
      await moveTo(instant);
      const differing: string[] = [];
      let asked = 0;
      const compare = async (caller: Actor, path: string, body?: unknown): Promise<void> => {
        const [one, other] = await Promise.all([ask(plain, caller, path, body), ask(investigated, caller, path, body)]);
        asked += 1;
        if (one !== other) differing.push(`${caller.role} of ${caller.org}: ${path}\n  ${one}\n  ${other}`);
      };
      const compareCalendars = async (caller: Actor): Promise<void> => {
        const [one, other] = await Promise.all([plain, investigated].map((service) => calendarOf(service, caller)));
        asked += 1;
        if (one !== other) differing.push(`${caller.role} of ${caller.org}: his calendar\n  ${one}\n  ${other}`);
      };
      for (const caller of CALLERS) {
        for (const path of paths) await compare(caller, path);
        await compareCalendars(caller);
        for (const act of dossierActs) {
          if (!roleMay(act as unknown as AnyAct, caller.role)) continue;
          const data = act.example({
            dossier: dossiers.initial,
            caseId: 'c',
            titleId: 't-x',
            cityCode: '330200',
            day: '2025-09-29',
          } as never);
          await compare(caller, '/commands?dry-run=true', { type: act.command, data });
        }
      }
      expect(differing).toEqual([]);
      expect(asked).toBeGreaterThan(400);
      // The ministry sees the difference.
      expect(await ask(plain, officer, '/dossiers/c')).not.toBe(await ask(investigated, officer, '/dossiers/c'));
    },
    120_000,
  );
});
