import fc from 'fast-check';
import { STATUSES, type Status } from '@minglu/dossier';
import { answering, city, filing, inPublicity, publicityClosed, withdrawingNotice, worldIn } from '@minglu/dossier/testing';
import { instantOf, type DomainEvent, type Instant } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { indicators168 } from '@minglu/regulation';
import { historyQueries } from './history-queries.js';
import { eventIdOf, memoryLog, registry } from './memory-log.test.js';

const auditor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
const anyone = { role: 'public', org: 'public', person: 'p' };
const START = Date.parse('2025-01-01T00:00:00.000Z');
const day = (n: number, ms = 0): Instant => instantOf(START + n * 86_400_000 + ms);
const WHOLE = { after: 0, before: null, limit: 200 } as const;

/** The histories of case `a` from the specs of the acts. */
const HISTORIES: Readonly<Record<string, () => World>> = {
  ...Object.fromEntries(STATUSES.filter((status) => status !== 'NONE').map((status: Status) => [status, worldIn[status]])),
  'answered objections': () =>
    publicityClosed(inPublicity().given(filing('o1'), filing('o2'))).given(answering('o1', { outcome: 'dismissed' })),
  'a notice that was withdrawn': () => publicityClosed(inPublicity().given(filing('o1'), filing('o2'))).given(withdrawingNotice()),
};
const caseEvents = (name: string): readonly DomainEvent[] =>
  HISTORIES[name]!()
    .events()
    .filter(({ data }) => 'caseId' in (data as object) && (data as { readonly caseId: string }).caseId === 'a');

const corrected = (n: number, targetType: string, field: string, value: unknown): DomainEvent => ({
  type: 'RecordCorrected',
  data: {
    correctionId: `k${n}-${field}`,
    targetEventId: eventIdOf(n),
    targetType,
    field,
    value,
    newValue: { ref: 'vault-1', commitment: 'a'.repeat(64) },
    reason: { ref: 'vault-2', commitment: 'b'.repeat(64) },
    approvedBy: 'approver-1',
  },
});
const policy = (key: string, value: number): DomainEvent => ({ type: 'PolicySet', data: { key, value, documentNumber: '1号' } });

/** The first events of a history, recorded one a day. */
const recorded = async (name: string, until = Number.MAX_SAFE_INTEGER) => {
  const { store, append } = memoryLog();
  const all = caseEvents(name);
  const record = async (from: number, to: number): Promise<void> => {
    for (const [index, event] of all.slice(from, to).entries()) await append('dossier/a', day(from + index), event);
  };
  await record(0, until);
  return { append, queries: historyQueries(store, registry, () => day(400)), recordRest: () => record(until, all.length) };
};
const name = fc.constantFrom(...Object.keys(HISTORIES));
const viewer = fc.constantFrom(auditor, anyone, city('330100'), city('441900'), { ...city('330000'), role: 'provincial-authority' });

describe('a replay', () => {
  it('at present, with all that is known, is the present', async () => {
    await fc.assert(
      fc.asyncProperty(name, viewer, async (which, asking) => {
        const { queries } = await recorded(which);
        const present = await queries.replay(asking, 'a');
        const asked = { at: day(400), knownAt: '9999-12-31T00:00:00.000Z' } as const;
        expect(await queries.replay(asking, 'a', asked)).toEqual(present);
        const { reminders: _, ...dossier } = present?.dossier ?? { reminders: [] };
        const { reminders: __, ...current } = (await queries.dossier(asking, 'a', { at: day(400), knownAt: day(400) })) ?? {
          reminders: [],
        };
        expect(dossier).toEqual(current);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('does not change by anything that is recorded after what it knows', async () => {
    await fc.assert(
      fc.asyncProperty(name, viewer, fc.nat(40), fc.nat(40), async (which, asking, at, known) => {
        const { queries, append, recordRest } = await recorded(which, known + 1);
        const asked = { at: day(at), knownAt: day(known) };
        const answers = async () => [
          await queries.replay(asking, 'a', asked),
          await queries.steps(asking, 'a', asked, WHOLE),
          await queries.difference(asking, 'a', { from: { at: day(0), knownAt: day(known) }, to: asked }),
        ];
        const before = await answers();
        await append('corrected/dossier.a', day(known, 1), corrected(1, caseEvents(which)[0]!.type, 'applicantName', '另名'));
        await append('policy/national', day(known, 1), policy('policy/panel-minimum', 9));
        await recordRest();
        expect(await answers()).toEqual(before);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('by its steps is the replay in one go, and each link leads to the state after its step', async () => {
    await fc.assert(
      fc.asyncProperty(name, viewer, async (which, asking) => {
        const { queries } = await recorded(which);
        const items = (await queries.steps(asking, 'a', undefined, WHOLE))?.items ?? [];
        for (const { link, version, contentHash, status, eventId } of items) {
          const asked = new URL(link, 'http://localhost').searchParams;
          expect(link.startsWith('/dossiers/a/replay?')).toBe(true);
          const replay = await queries.replay(
            asking,
            'a',
            { at: asked.get('at')!, knownAt: asked.get('knownAt')! },
            { hash: asked.get('hash'), version: Number(asked.get('version')) },
          );
          expect(replay).toMatchObject({ version, contentHash, link, dossier: { status, version }, event: { eventId } });
        }
        // In one go, from nothing to the last step.
        const all = await queries.difference(asking, 'a', {
          from: { at: day(-1), knownAt: day(-1) },
          to: { at: day(400), knownAt: day(400) },
        });
        expect(all?.from ?? null).toBeNull();
        expect(all?.to?.version ?? 0).toBe(items.length);
        const flags = new Set<string>();
        for (const { changes } of items)
          for (const { path, after } of changes)
            if (path[0] === 'flags' && path.length === 1) for (const flag of (after as readonly string[]) ?? []) flags.add(flag);
            else if (path[0] === 'flags' && after === undefined) flags.delete(path[1]!);
            else if (path[0] === 'flags') flags.add(path[1]!);
        const last = await queries.replay(asking, 'a');
        expect([...flags].sort()).toEqual([...(last?.dossier.flags ?? [])].sort());
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('goes forwards and backwards over the same steps', async () => {
    await fc.assert(
      fc.asyncProperty(name, viewer, fc.integer({ min: 1, max: 7 }), async (which, asking, limit) => {
        const { queries } = await recorded(which);
        const whole = await queries.steps(asking, 'a', undefined, WHOLE);
        if (!whole) return;
        expect([whole.previous, whole.next]).toEqual([null, null]);
        const forwards: unknown[] = [];
        for (let after: number | null = 0; after !== null;) {
          const page: NonNullable<typeof whole> = (await queries.steps(asking, 'a', undefined, { after, before: null, limit }))!;
          forwards.push(...page.items);
          after = page.next;
        }
        expect(forwards).toEqual(whole.items);
        const backwards: unknown[] = [];
        for (let before: number | null = whole.items.length + 1; before !== null;) {
          const page: NonNullable<typeof whole> = (await queries.steps(asking, 'a', undefined, { after: 0, before, limit }))!;
          backwards.unshift(...page.items);
          before = page.previous;
        }
        expect(backwards).toEqual(whole.items);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe('the two clocks', () => {
  const at = (date: string) => `${date}T04:00:00.000Z` as Instant;
  const system = (versionId: string, effectiveFrom: string | null): DomainEvent => ({
    type: 'IndicatorSystemPublished',
    data: { ...indicators168, versionId, effectiveFrom },
  });
  /** A title that is imported in March. In May its name is corrected, and a system is published that holds since March. */
  const known = async () => {
    const { append, store } = memoryLog();
    const title = {
      caseId: 'a',
      programme: 'city',
      applicant: '350100',
      applicantName: '福州',
      cityCode: '350100',
      cityName: '福州市',
      cityClass: 'prefecture-city',
      provinceCode: '350000',
      titleId: 't-a',
      variant: 'specialty',
      conferredOn: '2018-04-24',
      source: '部文件',
    };
    await append('standards/national', at('2025-01-02'), system('168-2022', null));
    await append('dossier/a', at('2025-03-10'), { type: 'LegacyTitleImported', data: title });
    await append('policy/national', at('2025-05-10'), policy('policy/monitoring-months', 3));
    await append('corrected/dossier.a', at('2025-05-15'), corrected(2, 'LegacyTitleImported', 'applicantName', '福州市'));
    await append('standards/national', at('2025-05-20'), system('2025-A', '2025-03-01'));
    return { append, queries: historyQueries(store, registry, () => at('2026-01-10')) };
  };
  const seen = async (queries: Awaited<ReturnType<typeof known>>['queries'], valid: string, knownAt: string) => {
    const { dossier, inForce } = (await queries.replay(auditor, 'a', { at: at(valid), knownAt: at(knownAt) }))!;
    const monitoring = inForce.policies.find(({ key }) => key === 'policy/monitoring-months');
    return [dossier.applicantName, inForce.indicatorSystem, monitoring?.isDefault];
  };
  it('show April as it was known in April, and as it was known in June', async () => {
    const { queries } = await known();
    expect(await seen(queries, '2025-04-01', '2025-04-01')).toEqual(['福州', '168-2022', true]);
    // A correction and a day of effect reach back. A policy holds from its record on.
    expect(await seen(queries, '2025-04-01', '2025-06-01')).toEqual(['福州市', '2025-A', true]);
    expect(await seen(queries, '2025-06-01', '2025-06-01')).toEqual(['福州市', '2025-A', false]);
    expect(await queries.replay(auditor, 'a', { at: at('2025-03-01'), knownAt: at('2025-06-01') })).toBeNull();
    expect(await queries.replay(auditor, 'a', { at: at('2025-04-01'), knownAt: at('2025-03-01') })).toBeNull();
  });
  it('give the difference that came to be known, in words', async () => {
    const { queries } = await known();
    const from = { at: at('2025-04-01'), knownAt: at('2025-04-01') };
    const to = { at: at('2025-04-01'), knownAt: at('2025-06-01') };
    const found = (await queries.difference(auditor, 'a', { from, to }))!;
    expect(found.changes.find(({ path }) => path.join() === 'applicantName')).toMatchObject({
      before: '福州',
      after: '福州市',
      sentence: { zh: '申请单位名称：由“福州”改为“福州市”。' },
    });
    expect(found).toMatchObject({ from: { version: 1, knownAt: at('2025-04-01') }, to: { version: 1, knownAt: at('2025-06-01') } });
  });
  it('find no version that the moment does not have, and say so to those alone who see the dossier', async () => {
    const { queries } = await known();
    const when = { at: at('2025-06-01'), knownAt: at('2025-06-01') };
    for (const version of [
      { hash: '0'.repeat(64), version: 1 },
      { hash: null, version: 2 },
    ])
      await expect(queries.replay(anyone, 'a', when, version)).rejects.toMatchObject({ problem: { code: 'other-version', status: 409 } });
    const before = { at: at('2025-03-01'), knownAt: at('2025-03-01') };
    expect(await queries.replay(anyone, 'a', before, { hash: null, version: 2 })).toBeNull();
    expect(await queries.replay(anyone, 'none', when, { hash: null, version: 2 })).toBeNull();
  });
  it('compare two plans, as they read with their corrections', async () => {
    const { append, queries } = await known();
    const goal = (target: string) => ({
      indicator: '软件业务收入',
      unit: '亿元',
      baselineYear: 2024,
      baseline: '700',
      targetYear: 2027,
      target,
    });
    const plan = (n: number, target: string): DomainEvent => ({
      type: 'EnhancementPlanFiled',
      data: { caseId: 'a', titleId: 't-a', goals: [goal(target)], phases: [], mechanisms: [`办法${n}`], validity: null, plan: n },
    });
    await append('dossier/a', at('2025-06-10'), plan(1, '1000'));
    await append('dossier/a', at('2025-07-10'), plan(2, '900'));
    const found = (await queries.eventDifference(auditor, 'a', { from: eventIdOf(6), to: eventIdOf(7) }))!;
    expect(found.changes.map(({ sentence }) => sentence.zh)).toEqual([
      '发展目标“软件业务收入 2027”的目标值：由“1000”改为“900”。',
      '保障机制“办法1”：不再有“办法1”。',
      '保障机制“办法2”：增加“办法2”。',
      '发展提升计划：由“1”改为“2”。',
    ]);
    expect(found).toMatchObject({ total: 4, from: { version: 2, type: 'EnhancementPlanFiled' }, to: { version: 3 } });
    // A plan is not public.
    expect(await queries.eventDifference(anyone, 'a', { from: eventIdOf(6), to: eventIdOf(7) })).toBeNull();
  });
});

describe('a replay of a history with thousands of objections', () => {
  const crowded = async () => {
    const { append, store } = memoryLog();
    const events = caseEvents('PUBLICITY_OPEN');
    for (const [index, event] of events.entries()) await append('dossier/a', day(index), event);
    const filed = { type: 'ObjectionFiled', data: { caseId: 'a', publicityId: 'p1', receivedAt: day(90), postmarkedOn: null } };
    const sealed = { ref: 'vault-1', commitment: 'a'.repeat(64) };
    for (let n = 0; n < 1_500; n += 1)
      await append('dossier/a', day(100), {
        ...filed,
        data: { ...caseObjection, ...filed.data, objectionId: `o${n}`, identity: { name: sealed, contact: sealed } },
      });
    return historyQueries(store, registry, () => day(400));
  };
  const caseObjection = caseEvents('OBJECTION_CHECK').find(({ type }) => type === 'ObjectionFiled')!.data as object;

  it('lets others have their turn, and counts each objection', async () => {
    const queries = await crowded();
    let [turns, isOver] = [0, false];
    const others = (): void => {
      turns += 1;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    const replay = await queries.replay(auditor, 'a');
    isOver = true;
    expect(replay?.record?.publicity?.objections).toEqual({ open: 1_500 });
    expect(turns).toBeGreaterThan(2);
  }, 60_000);
  it('ends when the time of its request is over', async () => {
    const queries = await crowded();
    const ended = new AbortController();
    ended.abort(new Error('time is over'));
    await expect(queries.replay(auditor, 'a', undefined, undefined, ended.signal)).rejects.toThrow('time is over');
  }, 60_000);
});
