import { hash } from 'node:crypto';
import ICAL from 'ical.js';
import { epochMs, instantOf, parseInstant, type Actor } from '@minglu/kernel';
import {
  approver,
  auditor,
  authority,
  city,
  command,
  expert,
  filing,
  importing,
  municipality,
  officer,
  on,
  opening,
  province,
  someone,
} from '@minglu/dossier/testing';
import { rebuildReadModel } from '@minglu/system';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- bodies of all shapes, looked at by matchers */
interface Reply {
  readonly status: number;
  readonly body: any;
}

const hangzhou = city('330100');
const hefei = city('340100');
const ningbo = city('330200');
const PUBLIC = someone;

interface Task {
  readonly caseId: string;
  readonly source: string;
  readonly kind: string;
  readonly of: string | null;
  readonly evaluationYear: number | null;
  readonly due: { readonly lastDay: string; readonly provisional: boolean } | null;
}

/** Hangzhou in creation as an application; Hefei and Ningbo in public notice; Fuzhou with a title since 21 October 2025. */
describeOnPostgres('questions over all dossiers', () => {
  let service: TestService;
  const get = async (path: string, caller: Actor): Promise<Reply> => {
    const headers: Record<string, string> = caller === PUBLIC ? {} : { authorization: `Bearer ${await service.tokenOf(caller)}` };
    const response = await fetch(`${service.url}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const until = async (instant: string): Promise<void> => {
    service.clock.moveTo(parseInstant(instant)!);
    await service.system.runUntil(parseInstant(instant)!);
  };
  const cases = async (query: string, caller: Actor): Promise<readonly string[]> => {
    const { status, body } = await get(`/dossiers?${query}`, caller);
    expect([query, status, body.total]).toEqual([query, 200, body.items?.length]);
    return body.items.map(({ caseId }: { caseId: string }) => caseId);
  };
  beforeAll(async () => {
    service = await startService('2023-11-01T09:00:00+08:00');
    const { casework } = service.system;
    await given(casework, opening({ caseId: 'a' }, on('2023-11-01'), '330100'), ...inPublicity('f', '350100', '2025-09-05', 'p-f'));
    await until('2025-09-25T00:00:00+08:00');
    await given(
      casework,
      command(approver, on('2025-09-25', '07:00:00'), 'ConferTitle', {
        caseId: 'f',
        titleId: 't-f',
        documentNumber: '工信部信发〔2025〕77号',
        effectiveDate: '2025-09-25',
      }),
      ...inPublicity('b', '340100', '2025-09-26', 'p-b'),
      ...inPublicity('c', '330200', '2025-09-26', 'p-c'),
      filing('o1', on('2025-09-28'), { caseId: 'b', publicityId: 'p-b' }),
    );
    await until(on('2025-09-29'));
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  it('filter by programme, place, status, campaign, year and deadline, each as the caller sees the case', async () => {
    for (const [query, ministry, applicant, everyone] of [
      ['', ['a', 'b', 'c', 'f'], ['a', 'b', 'c', 'f'], ['b', 'c', 'f']],
      ['programme=park', [], [], []],
      ['programme=city&province=330000', ['a', 'c'], ['a', 'c'], ['c']],
      ['city=330100', ['a'], ['a'], []],
      ['division=340000', ['b'], ['b'], ['b']],
      ['status=DRAFT&status=TITLED', ['a', 'f'], ['a', 'f'], ['f']],
      ['campaign=city-creation-2023', ['a'], ['a'], []],
      ['year=2023', ['a'], ['a'], []],
      ['deadlineBefore=2025-10-11&openDeadlines=true&status=PUBLICITY_OPEN', ['b', 'c'], ['b', 'c'], ['b', 'c']],
      ['openDeadlines=false&status=DRAFT', ['a'], ['a'], []],
    ] as const)
      expect([query, await cases(query, auditor), await cases(query, hangzhou), await cases(query, PUBLIC)]).toEqual([
        query,
        ministry,
        applicant,
        everyone,
      ]);
  });

  it('show nobody more than the public list who is a party to no case', async () => {
    const unrelated: readonly (readonly [role: string, org: string])[] = [
      ['subscriber', 'MIIT'],
      ['expert', 'MIIT'],
      ['applicant', '450100'],
      ['applicant', 'MIIT'],
      ['municipal-authority', '330000'],
      ['provincial-authority', '450000'],
      ['provincial-government', '330100'],
    ];
    for (const [role, org] of unrelated)
      for (const query of ['', 'city=330100', 'q=hangzhou', 'status=DRAFT', 'campaign=city-creation-2023', 'openDeadlines=true'])
        expect([role, query, await cases(query, { person: 'p1', role, org })]).toEqual([role, query, await cases(query, PUBLIC)]);
  });

  it('search by name, in pinyin, by first letters and by the number of a document', async () => {
    for (const [q, found] of [
      ['杭州', ['a']],
      ['州', ['a', 'f']],
      ['hangzhou', ['a']],
      ['Hang Zhou', ['a']],
      ['hzs', ['a']],
      ['工信部信发[2025]77号', ['f']],
      ['２０２５〕７７号', ['f']],
      ['77', ['f']],
      ['2025', []],
      ['北京', []],
      ['%', null],
      ["'; DROP TABLE query.listed; --", []],
    ] as const) {
      if (found === null) expect(await get(`/dossiers?q=${encodeURIComponent(q)}`, auditor)).toMatchObject({ status: 400 });
      else expect([q, await cases(`q=${encodeURIComponent(q)}`, auditor)]).toEqual([q, found]);
    }
    expect([await cases('q=hangzhou', hefei), await cases('q=hangzhou', hangzhou)]).toEqual([[], ['a']]);
  });

  it('sort by every order in both directions, page by page, with the total on the first page alone', async () => {
    for (const sort of ['id', 'name', 'status', 'changed', 'deadline', 'opened'])
      for (const caller of [auditor, hangzhou, PUBLIC]) {
        const whole = (await get(`/dossiers?sort=${sort}`, caller)).body.items.map((one: any) => one.caseId);
        const back = (await get(`/dossiers?sort=-${sort}`, caller)).body.items.map((one: any) => one.caseId);
        expect([sort, back]).toEqual([sort, [...whole].reverse()]);
        const paged: string[] = [];
        for (let cursor = ''; ;) {
          const { body } = await get(`/dossiers?sort=${sort}&limit=1${cursor}`, caller);
          paged.push(...body.items.map((one: any) => one.caseId));
          expect(body.total).toBe(cursor === '' ? whole.length : null);
          if (body.next === null) break;
          cursor = `&cursor=${body.next}`;
        }
        expect([sort, paged]).toEqual([sort, whole]);
      }
    // By pinyin: Fuzhou, Hangzhou, Hefei, Ningbo.
    expect(await cases('sort=name', auditor)).toEqual(['f', 'a', 'b', 'c']);
  });

  it('refuse what they do not know, and a cursor of another list', async () => {
    for (const [query, path] of [
      ['status=LOST', '/status'],
      ['flag=SECRET', '/flag'],
      ['sort=colour', '/sort'],
      ['deadlineBefore=2025-02-30', '/deadlineBefore'],
      ['year=soon', '/year'],
      ['province=33', '/province'],
      ['limit=201', '/limit'],
      ['colour=red', '/colour'],
      ['openDeadlines=perhaps', '/openDeadlines'],
    ]) {
      const { status, body } = await get(`/dossiers?${query}`, PUBLIC);
      expect([query, status, body.code, body.details.issues[0]]).toEqual([
        query,
        400,
        'invalid-request',
        { path, problem: expect.any(String) },
      ]);
    }
    const { next } = (await get('/dossiers?limit=1&programme=city', auditor)).body;
    for (const other of ['limit=1', 'limit=1&programme=city&sort=name', 'limit=1&programme=city&status=DRAFT'])
      expect(await get(`/dossiers?${other}&cursor=${next}`, auditor)).toMatchObject({
        status: 400,
        body: { details: { issues: [{ path: '/cursor' }] } },
      });
    expect(await get(`/dossiers?programme=city&limit=50&cursor=${next}`, auditor)).toMatchObject({ status: 200 });
    expect(await get(`/titles?cursor=${next}`, auditor)).toMatchObject({ status: 400 });
  });

  it('say to each role what it may do, by when, and what waits for whom', async () => {
    const tasks = async (caller: Actor, whose = 'mine') => {
      const { status, body } = await get(`/tasks?whose=${whose}`, caller);
      expect([status, body.complete]).toEqual([200, true]);
      return body.items as any[];
    };
    const kinds = (items: any[]) => items.map(({ caseId, kind }) => `${caseId} ${kind}`);
    expect(kinds(await tasks(hangzhou))).toEqual(['a DRAFT']);
    expect(await tasks(hangzhou)).toMatchObject([
      { source: 'step', waitsFor: ['provincial-government', 'applicant'], acts: [{ routes: ['POST /dossiers/a/submissions'] }], due: null },
    ]);
    expect(kinds(await tasks(province('330000')))).toEqual(['a DRAFT']);
    const own = await tasks(officer, 'all');
    expect(own).toMatchObject([{ caseId: 'a', kind: 'DRAFT', acts: [], waitsFor: ['provincial-government', 'applicant'] }]);
    expect(await tasks(officer)).toEqual([]);
    expect(await get('/tasks', PUBLIC)).toMatchObject({ status: 401, body: { code: 'not-authenticated' } });
  });

  it('show the notices with their cases and the working days left, and whether objections are taken', async () => {
    const { body } = await get('/publicities', PUBLIC);
    expect(body.items).toMatchObject([
      { publicityId: 'p-c', state: 'running', takesObjections: true, cases: [{ caseId: 'c', applicantName: '宁波市' }] },
      {
        publicityId: 'p-b',
        state: 'running',
        publishedOn: '2025-09-26',
        firstDay: '2025-09-28',
        lastDay: '2025-10-10',
        workingDaysLeft: 3,
      },
      { publicityId: 'p-f', state: 'over', takesObjections: false, workingDaysLeft: 0 },
    ]);
    const first = (await get('/publicities?limit=2', PUBLIC)).body;
    const second = (await get(`/publicities?limit=2&cursor=${first.next}`, PUBLIC)).body;
    expect([...first.items, ...second.items]).toEqual(body.items);
  });

  it('list the titles, and say whether one was valid on a day', async () => {
    expect((await get('/titles', PUBLIC)).body).toMatchObject({
      total: 1,
      next: null,
      items: [
        {
          titleId: 't-f',
          caseId: 'f',
          applicantName: '福州市',
          state: 'valid',
          conferredOn: '2025-09-25',
          endedOn: null,
          results: [],
          grounds: [{ type: 'TitleConferred', on: '2025-09-25' }],
        },
      ],
    });
    expect((await get('/titles?state=exited', PUBLIC)).body).toMatchObject({ total: 0, items: [] });
    expect(await get('/titles/t-f', PUBLIC)).toMatchObject({ status: 200, body: { titleId: 't-f' } });
    for (const [day, valid] of [
      ['2025-09-24', false],
      ['2025-09-25', true],
      ['2030-01-01', true],
    ])
      expect(await get(`/titles/t-f/valid-on?day=${day}`, PUBLIC)).toMatchObject({
        status: 200,
        body: { day, valid, grounds: [{ eventId: expect.any(String) }] },
      });
    expect(await get('/titles/t-f/valid-on', PUBLIC)).toMatchObject({ status: 400 });
    expect(await get('/titles/t-f/valid-on?day=2025-02-30', PUBLIC)).toMatchObject({ status: 400 });
    for (const unknown of ['/titles/f', '/titles/none', '/titles/none/valid-on?day=2025-01-01', '/titles/%00'])
      expect(await get(unknown, PUBLIC)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
  });

  it('show the evaluation of a year and a campaign by provinces, as the caller sees them', async () => {
    expect((await get('/evaluations/2025', auditor)).body).toMatchObject({
      year: 2025,
      titles: 1,
      notFiled: 1,
      withoutResult: 1,
      byStars: [],
      items: [{ titleId: 't-f', filed: false, result: null, streak: null }],
    });
    expect((await get('/evaluations/2025', PUBLIC)).body).toMatchObject({ notFiled: 0, items: [{ titleId: 't-f', filed: null }] });
    expect((await get('/evaluations/2024', PUBLIC)).body).toMatchObject({ titles: 0, items: [] });
    expect(await get('/evaluations/soon', PUBLIC)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    const overview = (caller: Actor) => get('/campaigns/city-creation-2023/overview', caller);
    expect(await overview(auditor)).toMatchObject({
      status: 200,
      body: {
        year: 2023,
        dossiers: 1,
        provinces: [{ provinceCode: '330000', dossiers: 1, byStatus: [{ status: 'DRAFT', dossiers: 1 }] }],
      },
    });
    expect(await overview(PUBLIC)).toMatchObject({ status: 200, body: { dossiers: 0, provinces: [] } });
    expect(await get('/campaigns/none/overview', auditor)).toMatchObject({ status: 404 });
  });

  it('count durations, objections and outcomes for the ministry, and for everyone else from public facts alone', async () => {
    const all = (await get('/statistics', auditor)).body;
    expect(all).toMatchObject({ scope: 'all', objections: { filed: 1, byOutcome: [{ outcome: null, objections: 1 }] } });
    expect(all.steps.find(({ status }: any) => status === 'PUBLICITY_OPEN')).toEqual({
      status: 'PUBLICITY_OPEN',
      ended: 1,
      running: 2,
      medianDays: 7.6,
      p95Days: 7.6,
    });
    expect(all.dossiers).toContainEqual({ status: 'DRAFT', dossiers: 1 });
    const everyone = (await get('/statistics', PUBLIC)).body;
    expect(everyone).toMatchObject({
      scope: 'public',
      objections: null,
      dossiers: [{ status: 'PUBLICITY_OPEN', dossiers: 2 }, { status: 'TITLED' }],
    });
    expect((await get('/statistics', hangzhou)).body).toEqual(everyone);
    expect((await get('/statistics?programme=park', auditor)).body).toMatchObject({ steps: [], objections: { filed: 0 } });
    expect(await get('/statistics?programme=village', auditor)).toMatchObject({ status: 400 });
  });

  it('tell nobody but the ministry of an investigation, by no filter, count, order or task', async () => {
    const parties = [ningbo, province('330000'), PUBLIC, hefei];
    const asked = [
      '/dossiers?sort=-changed',
      '/dossiers?sort=-deadline&limit=1',
      '/dossiers?flag=UNDER_INVESTIGATION',
      '/dossiers?status=PUBLICITY_OPEN',
      '/dossiers?q=ningbo',
      '/dossiers?year=2025',
      '/publicities',
      '/titles',
      '/evaluations/2025',
      '/campaigns/city-creation-2023/overview',
      '/statistics',
    ];
    const answers = async () => {
      const all = [];
      for (const caller of parties)
        for (const path of [...asked, ...(caller === PUBLIC ? [] : ['/tasks?whose=all'])]) {
          const { body } = await get(path, caller);
          // Cursors are sealed with random bytes.
          all.push({ caller, path, body: { ...body, next: body.next === null } });
        }
      return all;
    };
    const before = await answers();
    await given(
      service.system.casework,
      command(officer, on('2025-09-29', '11:00:00'), 'OpenInvestigation', {
        investigationId: 'i1',
        subject: 'c',
        clue: '来信',
        sourceProtected: true,
      }),
    );
    await until(on('2025-09-29', '11:00:00'));
    expect(await cases('flag=UNDER_INVESTIGATION', auditor)).toEqual(['c']);
    expect((await get('/tasks', approver)).body.items).toContainEqual(
      expect.objectContaining({ caseId: 'c', kind: 'UNDER_INVESTIGATION' }),
    );
    expect(await answers()).toEqual(before);
  });

  describe('about what changed', () => {
    const eventId = ({ eventId: id }: { eventId: string }) => id;
    /** All pages from a cursor, and the last cursor. */
    const pages = async (caller: Actor, query: string) => {
      const items: any[] = [];
      for (let next = query; ;) {
        const { status, body } = await get(`/changes?limit=3&${next}`, caller);
        expect([caller.role, status, body.cases]).toEqual([caller.role, 200, new Set(body.items.map(({ caseId }: any) => caseId)).size]);
        items.push(...body.items);
        if (body.next === null) return { items, cursor: body.cursor as string };
        next = `cursor=${body.next}`;
      }
    };
    const CALLERS = [officer, hangzhou, hefei, ningbo, province('330000'), PUBLIC];

    it('show each caller what he sees of the cases that he sees, with title, status and the place in the history', async () => {
      for (const caller of CALLERS) {
        const { items } = await pages(caller, 'since=2023-01-01');
        const { body } = await get('/dossiers?limit=200', caller);
        const expected: string[] = [];
        for (const { caseId } of body.items as any[])
          expected.push(...(await get(`/dossiers/${caseId}/events`, caller)).body.items.map(eventId));
        expect([caller.org, items.map(eventId).sort()]).toEqual([caller.org, expected.sort()]);
        const last = items.at(-1);
        expect((await get(last.history, caller)).body.items[0]).toMatchObject({
          eventId: last.eventId,
          type: last.type,
          title: last.title,
        });
        expect(await get(`/dossiers/${last.caseId}`, caller)).toMatchObject({
          body: { status: last.status, applicantName: last.applicantName },
        });
      }
    });

    it('begin now, take a day or an instant, and go on from a cursor that is the caller’s own', async () => {
      const { cursor } = await pages(officer, '');
      expect((await pages(officer, '')).items).toEqual([]);
      const ofDay = (await pages(officer, 'since=2025-09-28')).items;
      expect(ofDay.length).toBeGreaterThan(0);
      expect((await pages(officer, 'since=2025-09-28T00:00:00%2B08:00')).items).toEqual(ofDay);
      expect(ofDay.every(({ recordedAt }) => recordedAt >= '2025-09-27T16:00:00.000Z')).toBe(true);
      for (const other of [approver, { ...officer, person: 'another' }, PUBLIC])
        expect(await get(`/changes?cursor=${cursor}`, other)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
      for (const query of [`cursor=${cursor}&since=2025-09-28`, 'since=yesterday', 'cursor=x', 'limit=501'])
        expect([query, await get(`/changes?${query}`, officer)]).toMatchObject([query, { status: 400 }]);
    });

    it('stream, and go on after a cut without loss or repetition, while nothing tells of what the caller may not see', async () => {
      const begin = await pages(ningbo, '');
      const open = async (caller: Actor, from: string) => {
        const end = new AbortController();
        const headers = { accept: 'text/event-stream', 'last-event-id': from, authorization: `Bearer ${await service.tokenOf(caller)}` };
        const response = await fetch(`${service.url}/changes`, { headers, signal: end.signal });
        expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
        let text = '';
        const reading = (async () => {
          for await (const chunk of response.body!) text += Buffer.from(chunk).toString();
        })().catch(() => undefined);
        const events = () =>
          [...text.matchAll(/^id: (.+)\nevent: change\ndata: (.+)\n\n/gm)].map(([, id, data]) => ({
            id: id!,
            change: JSON.parse(data!) as any,
          }));
        return { events, text: () => text, close: async () => (end.abort(), reading) };
      };
      const investigate = (id: string, at: string) =>
        command(officer, at, 'OpenInvestigation', { investigationId: id, subject: 'c', clue: '来信', sourceProtected: true });
      const { casework } = service.system;
      const [first, watched] = [await open(ningbo, begin.cursor), await open(officer, (await pages(officer, '')).cursor)];
      await given(
        casework,
        investigate('i-c', on('2025-09-29', '11:00:00')),
        filing('o2', on('2025-09-29', '11:10:00'), { caseId: 'c', publicityId: 'p-c' }),
      );
      await service.system.catchUpReadModel();
      await eventually('the ministry is told of both', async () => watched.events().length === 2);
      const told = first.events().length;
      await first.close();
      await given(casework, filing('o3', on('2025-09-29', '11:20:00'), { caseId: 'c', publicityId: 'p-c' }));
      await service.system.catchUpReadModel();
      await eventually('the ministry is told of the third', async () => watched.events().length === 3);
      const after = first.events().at(-1)?.id ?? begin.cursor;
      const second = await open(ningbo, after);
      const all = (await pages(ningbo, `cursor=${begin.cursor}`)).items;
      await eventually('the stream has caught up', async () => told + second.events().length === all.length);
      expect([...first.events(), ...second.events()].map(({ change }) => change)).toEqual(all);
      expect(all.map(({ type }) => type)).not.toContain('InvestigationOpened');
      for (const text of [first.text(), second.text()])
        expect(text.replace('retry: 3000\n\n', '').split('\n\n').length - 1).toBe(text === first.text() ? told : second.events().length);
      for (const { id } of [...first.events(), ...second.events(), ...watched.events()]) expect(id).toHaveLength(294);
      await Promise.all([second.close(), watched.close()]);
    }, 60_000);
  });

  describe('as a calendar', () => {
    const call = async (method: string, path: string, caller: Actor | null): Promise<Reply & { readonly headers: Headers }> => {
      const headers: Record<string, string> = caller === null ? {} : { authorization: `Bearer ${await service.tokenOf(caller)}` };
      const response = await fetch(`${service.url}${path}`, { method, headers });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    };
    const feedOf = async (caller: Actor) => (await call('POST', '/calendar-feeds', caller)).body as { id: string; address: string };
    const eventsIn = (text: string) =>
      new ICAL.Component(ICAL.parse(text) as [string, unknown[], unknown[]]).getAllSubcomponents('vevent').map((component) => ({
        uid: new ICAL.Event(component).uid,
        day: new ICAL.Event(component).startDate.toString(),
        status: component.getFirstPropertyValue('status'),
      }));
    const CALLERS: readonly Actor[] = [
      hangzhou,
      hefei,
      province('330000'),
      municipality('330200'),
      authority('340000'),
      officer,
      approver,
      auditor,
      expert,
    ];

    beforeAll(async () => {
      // The objection of Hefei is due, Ningbo stands without one, and Jinan is in creation until a year whose calendar is not published.
      await until(on('2025-10-20'));
      await given(service.system.casework, importing('j', '370100', '2025-10-20', '2024-01-10'));
      await until(on('2025-10-21'));
    }, 60_000);

    it('show each caller the tasks with a day that he has, and no others', async () => {
      const seen: number[] = [];
      const states = new Set<unknown>();
      for (const caller of CALLERS) {
        const { address } = await feedOf(caller);
        const { status, headers, body } = await call('GET', address, null);
        expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
          200,
          'text/calendar; charset=utf-8',
          'private, no-cache',
        ]);
        const { items } = (await get('/tasks?whose=all', caller)).body as { items: readonly Task[] };
        const due = items.flatMap(({ caseId, source, kind, of, evaluationYear, due: by }) =>
          by === null
            ? []
            : [
                {
                  uid: `${[caseId, source, kind, of ?? '', evaluationYear ?? ''].join('/')}@minglu`,
                  day: by.lastDay,
                  status: by.provisional ? 'TENTATIVE' : 'CONFIRMED',
                },
              ],
        );
        expect([caller.role, eventsIn(body as string)]).toEqual([caller.role, due]);
        expect(new Set(due.map(({ uid }) => uid)).size).toBe(due.length);
        seen.push(due.length);
        for (const { status: state } of due) states.add(state);
      }
      expect([Math.min(...seen), Math.max(...seen)]).toEqual([0, seen[CALLERS.indexOf(officer)]]);
      expect(new Set(seen).size).toBeGreaterThan(1);
      expect(states).toEqual(new Set(['TENTATIVE', 'CONFIRMED']));
    });

    it('give their address once, and keep nothing from which it could be found', async () => {
      const made = await call('POST', '/calendar-feeds', hangzhou);
      const { id, address } = made.body;
      expect(made).toMatchObject({ status: 201, body: { createdAt: expect.any(String), lastUsedAt: null } });
      expect([made.headers.get('location'), made.headers.get('cache-control')]).toEqual([`/calendar-feeds/${id}`, 'no-store']);
      const secret = /^\/calendar\/([A-Za-z0-9_-]{43})\.ics$/.exec(address)![1]!;
      await call('GET', address, null);
      const [one, list] = [await call('GET', `/calendar-feeds/${id}`, hangzhou), await call('GET', '/calendar-feeds', hangzhou)];
      expect(one.body).toEqual({ id, createdAt: made.body.createdAt, endsAt: made.body.endsAt, lastUsedAt: expect.any(String) });
      expect(list.body.items).toContainEqual(one.body);
      const { rows } = await service.database.pool.query<{ row: string }>('SELECT to_jsonb(f)::text AS row FROM calendar.feeds f');
      expect(JSON.stringify([list.body, rows])).not.toContain(secret);
      expect(rows.map(({ row }) => row).join('')).toContain(hash('sha256', secret));
    });

    it('are of their owner alone, who may revoke them; then the address answers as one that never was', async () => {
      const { id, address } = await feedOf(hefei);
      for (const other of [hangzhou, { ...hefei, person: 'another' }, { ...hefei, role: 'municipal-authority' }]) {
        expect((await call('GET', `/calendar-feeds/${id}`, other)).body.code).toBe('unknown-id');
        expect(await call('DELETE', `/calendar-feeds/${id}`, other)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
      }
      expect((await call('GET', address, null)).status).toBe(200);
      expect((await call('DELETE', `/calendar-feeds/${id}`, hefei)).status).toBe(204);
      const shown = async (path: string) => {
        const { status, headers, body } = await call('GET', path, null);
        return { status, body, headers: [...headers].filter(([name]) => name !== 'date') };
      };
      const revoked = await shown(address);
      expect(revoked).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
      for (const never of [`/calendar/${'A'.repeat(43)}.ics`, '/calendar/a.ics', '/calendar/a', `/calendar/${'%00'}.ics`])
        expect(await shown(never)).toEqual(revoked);
      expect(await call('DELETE', `/calendar-feeds/${id}`, hefei)).toMatchObject({ status: 404 });
    });

    it('are refused to callers without work, and beyond ten of one person', async () => {
      expect(await call('POST', '/calendar-feeds', null)).toMatchObject({ status: 401 });
      expect(await call('POST', '/calendar-feeds', { person: 's', role: 'subscriber', org: '-' })).toMatchObject({ status: 403 });
      const eager = { ...hangzhou, person: 'eager' };
      const made = await Promise.all(Array.from({ length: 12 }, () => call('POST', '/calendar-feeds', eager)));
      expect(made.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 201), 409, 409]);
      expect(made.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'too-many-feeds', details: { allowed: 10 } });
    });

    it('outlive a rebuild of the read model, and end after a year', async () => {
      const { address } = await feedOf(officer);
      const before = (await call('GET', address, null)).body as string;
      await rebuildReadModel(service.database.connection.connectionString!, () => undefined);
      expect((await call('GET', address, null)).body).toBe(before);
      const now = service.clock.now();
      service.clock.moveTo(instantOf(epochMs(now) + 367 * 86_400_000));
      expect((await call('GET', address, null)).status).toBe(404);
      expect((await call('GET', '/calendar-feeds', officer)).body.items).toEqual([]);
    });
  });
});
