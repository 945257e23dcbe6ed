import type { DomainEvent } from '@minglu/kernel';
import { historyQueries } from './history-queries.js';
import { eventIdOf, memoryLog, registry } from './memory-log.test.js';

const auditor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
const anyone = { role: 'public', org: 'public', person: 'p' };
const TITLE_EVENT = eventIdOf(1);
const title = {
  caseId: 'a',
  programme: 'city',
  applicant: '350100',
  applicantName: '福州市',
  cityCode: '350100',
  cityName: '福州市',
  cityClass: 'prefecture-city',
  provinceCode: '350000',
  titleId: 'a',
  variant: 'specialty',
  conferredOn: '2018-04-24',
  source: '部文件',
  singleHanded: true,
};
const correction = (correctionId: string, field: string, value: unknown) => ({
  type: 'RecordCorrected',
  data: {
    correctionId,
    targetEventId: TITLE_EVENT,
    targetType: 'LegacyTitleImported',
    field,
    value,
    public: true,
    newValue: { ref: 'vault-1', commitment: 'a'.repeat(64) },
    reason: { ref: 'vault-2', commitment: 'b'.repeat(64) },
    approvedBy: 'approver-1',
  },
});

/** A log with one imported title, whose records are added to. */
const written = async () => {
  const { store, append } = memoryLog();
  await append('dossier/a', '2025-01-02T01:00:00.000Z', { type: 'LegacyTitleImported', data: title });
  return { append, queries: historyQueries(store, registry, () => '2026-06-01T00:00:00.000Z') };
};
const before = { at: '2025-06-30T00:00:00.000Z', knownAt: '2025-01-31T00:00:00.000Z' } as const;

describe('a long history', () => {
  const figure = { indicator: 'A1.1', value: '812.40', unit: '亿元', dataYear: 2024, source: '市统计局' };
  const monitored = (n: number): DomainEvent => ({
    type: 'MonitoringDataReceived',
    data: { caseId: 'a', titleId: 'a', period: `第${n}期`, source: '省厅', release: '1', figures: [figure], receivedOn: '2025-02-01' },
  });
  it('is read page by page, each event once, with the version that it has in the whole', async () => {
    const { append, queries } = await written();
    for (let n = 1; n <= 1_203; n += 1) await append('dossier/a', '2025-02-01T01:00:00.000Z', monitored(n));
    const whole = (await queries.history(auditor, 'a'))!;
    expect([whole.items.length, whole.next]).toEqual([1_204, null]);
    const paged: unknown[] = [];
    const sizes: number[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: NonNullable<typeof whole> = (await queries.history(auditor, 'a', undefined, undefined, { after, limit: 500 }))!;
      paged.push(...page.items);
      sizes.push(page.items.length);
      after = page.next;
    }
    expect(sizes).toEqual([500, 500, 204]);
    expect(paged).toEqual(whole.items);
    expect(await queries.history(auditor, 'a', undefined, undefined, { after: 1_204, limit: 5 })).toEqual({ items: [], next: null });
  });
});

describe('a corrected record (decisions 35)', () => {
  it('reads as corrected, with its history, and as it was to those who ask what was known before', async () => {
    const { append, queries } = await written();
    await append('corrected/dossier.a', '2025-02-01T01:00:00.000Z', correction('k1', 'applicantName', '福州'));
    await append('corrected/dossier.a', '2025-03-01T01:00:00.000Z', correction('k2', 'applicantName', '福建省福州市'));
    for (const viewer of [auditor, anyone]) {
      const [event] = (await queries.history(viewer, 'a'))!.items;
      expect(event!.data).toMatchObject({ applicantName: '福建省福州市' });
      expect(event!.recorded).toMatchObject({ applicantName: '福州市' });
      expect(event!.corrections).toEqual([
        { correctionId: 'k1', field: 'applicantName', value: '福州', correctedAt: '2025-02-01T01:00:00.000Z' },
        { correctionId: 'k2', field: 'applicantName', value: '福建省福州市', correctedAt: '2025-03-01T01:00:00.000Z' },
      ]);
      const [old] = (await queries.history(viewer, 'a', before))!.items;
      expect(old!.data).toMatchObject({ applicantName: '福州市' });
      expect(old).not.toHaveProperty('corrections');
      expect(await queries.dossier(viewer, 'a', before)).toMatchObject({ applicantName: '福州市' });
      const now = { at: before.at, knownAt: '2025-02-15T00:00:00.000Z' } as const;
      expect(await queries.dossier(viewer, 'a', now)).toMatchObject({ applicantName: '福州' });
    }
  });
  it('keeps its place in the fold if the new value does not fit the record', async () => {
    const { append, queries } = await written();
    await append('corrected/dossier.a', '2025-02-01T01:00:00.000Z', correction('k1', 'conferredOn', 7));
    const [event] = (await queries.history(auditor, 'a'))!.items;
    expect(event!.data).toMatchObject({ conferredOn: '2018-04-24' });
    expect(event!.corrections).toMatchObject([{ field: 'conferredOn', value: 7 }]);
  });
});

describe('a changed division (decisions 38)', () => {
  const change = {
    type: 'DivisionChanged',
    data: {
      changeId: 'c1',
      kind: 'merged',
      code: '350100',
      newCode: '350200',
      newName: '厦门市',
      effectiveDate: '2025-03-01',
      documentNumber: '1号',
    },
  };
  const asked = (at: string, knownAt = at) => ({ at: `${at}T04:00:00.000Z`, knownAt: `${knownAt}T04:00:00.000Z` }) as const;
  const applicant = (org: string) => ({ role: 'applicant', org, person: 'c' });
  it('is shown from its day on, to those who ask after it was recorded', async () => {
    const { append, queries } = await written();
    await append('succession/national', '2025-02-01T01:00:00.000Z', change);
    const seen = async (when: ReturnType<typeof asked>) => {
      const { applicantName, formerNames } = (await queries.dossier(anyone, 'a', when))!;
      return [applicantName, formerNames];
    };
    expect(await seen(asked('2025-02-28'))).toEqual(['福州市', []]);
    expect(await seen(asked('2025-03-01'))).toEqual(['厦门市', [{ name: '福州市', until: '2025-03-01' }]]);
    expect(await seen(asked('2025-03-01', '2025-01-31'))).toEqual(['福州市', []]);
  });
  it('gives the successor of today the view of a party, also of the past', async () => {
    const { append, queries } = await written();
    await append('succession/national', '2025-02-01T01:00:00.000Z', change);
    for (const when of [undefined, asked('2025-01-31')]) {
      const kinds = async (org: string) => (await queries.history(applicant(org), 'a', when))!.items.map(({ type }) => type);
      expect([await kinds('350200'), await kinds('350100')]).toEqual([['LegacyTitleImported'], ['LegacyTitleImported']]);
    }
    await append('dossier/a', '2025-04-01T01:00:00.000Z', {
      type: 'MonitoringDataReceived',
      data: {
        caseId: 'a',
        titleId: 'a',
        period: '2025年一季度',
        source: '统计局',
        release: '快报',
        figures: [{ indicator: 'A1.1', value: '1', unit: '亿元', dataYear: 2024, source: '统计局' }],
        receivedOn: '2025-04-01',
      },
    });
    const versions = async (org: string) => (await queries.dossier(applicant(org), 'a', asked('2025-04-02')))!.version;
    expect([await versions('350200'), await versions('350100')]).toEqual([2, 1]);
  });
});

describe('an act of one person (decisions 40)', () => {
  it('is marked for the ministry alone, until a second person has confirmed it', async () => {
    const { append, queries } = await written();
    const marked = async (viewer: typeof auditor) => (await queries.history(viewer, 'a'))!.items[0]!;
    expect((await marked(auditor)).receipt.singleHanded).toEqual({ confirmedBy: null });
    expect((await marked(anyone)).receipt.singleHanded).toBeNull();
    expect((await marked(anyone)).data).not.toHaveProperty('singleHanded');
    const data = { eventId: TITLE_EVENT, targetType: 'LegacyTitleImported', confirmedBy: 'admin-2' };
    await append(`confirmation/${TITLE_EVENT}`, '2025-02-01T01:00:00.000Z', { type: 'SingleHandedConfirmed', data });
    expect((await marked(auditor)).receipt.singleHanded).toEqual({ confirmedBy: 'admin-2' });
    expect((await queries.history(auditor, 'a', before))!.items[0]!.receipt.singleHanded).toEqual({ confirmedBy: null });
  });
});

describe('an ending that the public learns of (decisions 39)', () => {
  const subject = { ...title, titleId: undefined, variant: undefined, conferredOn: undefined, source: undefined, singleHanded: undefined };
  const creation = { ...subject, mouDate: '2022-01-10', startDate: '2022-01-10', documentNumber: '备忘录', deadline: cycle() };
  const end = { caseId: 'b', documentNumber: '8号', reasons: '未推进', closedOn: '2025-06-02', disclosed: true };
  const ended = async () => {
    const { append, queries } = await written();
    const data = JSON.parse(JSON.stringify({ ...creation, caseId: 'b' })) as object;
    await append('dossier/b', '2025-01-03T01:00:00.000Z', { type: 'LegacyCreationImported', data });
    await append('dossier/b', '2025-06-02T01:00:00.000Z', { type: 'CreationEnded', data: end });
    return { append, queries };
  };
  it('has its reasons for the parties and the ministry, not for the public', async () => {
    const { queries } = await ended();
    const { reasons, ...open } = end;
    expect((await queries.history(anyone, 'b'))?.items.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'CreationEnded', data: open },
    ]);
    for (const viewer of [auditor, { role: 'applicant', org: '350100', person: 'p' }])
      expect((await queries.history(viewer, 'b'))?.items.at(-1)).toMatchObject({ data: { reasons } });
  });
  it('shows the public no correction of them', async () => {
    const { append, queries } = await ended();
    const corrected = (correctionId: string, field: string, value: string) => {
      const { data } = correction(correctionId, field, value);
      const targetEventId = '00000000-0000-4000-8000-000000000003';
      return { type: 'RecordCorrected', data: { ...data, targetEventId, targetType: 'CreationEnded', public: undefined } };
    };
    await append(
      'corrected/dossier.b',
      '2025-06-03T01:00:00.000Z',
      JSON.parse(JSON.stringify(corrected('k1', 'reasons', '另有原因'))) as DomainEvent,
    );
    const [shown] = (await queries.history(anyone, 'b'))!.items;
    expect(JSON.stringify(shown)).not.toMatch(/另有原因|未推进|reasons/);
    expect((await queries.history(auditor, 'b'))!.items.at(-1)).toMatchObject({ data: { reasons: '另有原因' } });
  });
  it('shows its document, service and remedies inside alone, and so does the chain of its receipt (decisions 34)', async () => {
    const { append, queries } = await ended();
    const remedy = (kind: string, lastDay: string) => ({ ...cycle(), kind, rule: { ...cycle().rule, from: '2025-06-06' }, lastDay });
    const paper = {
      document: { number: '9号', signedBy: '司长' },
      service: { method: 'mail', date: '2025-06-06' },
      deemedServedOn: '2025-06-06',
      remedies: { reconsideration: remedy('reconsideration', '2025-08-05'), litigation: remedy('litigation', '2025-12-08') },
    };
    await append('dossier/b', '2025-06-06T01:00:00.000Z', { type: 'CreationEnded', data: { ...end, ...paper } });
    const seenBy = async (viewer: typeof auditor) => (await queries.history(viewer, 'b'))!.items.at(-1)!;
    const shown = await seenBy(anyone);
    expect(Object.keys(shown.data)).not.toEqual(expect.arrayContaining([expect.stringMatching(/document$|service|remedies|deemed/)]));
    expect(shown.receipt.chain.map(({ step }) => step)).toEqual(['decision']);
    for (const viewer of [auditor, { role: 'applicant', org: '350100', person: 'p' }]) {
      const { data, receipt } = await seenBy(viewer);
      expect(data).toMatchObject(paper);
      expect(receipt.chain).toMatchObject([
        { step: 'decision', eventId: '00000000-0000-4000-8000-000000000004', on: '2025-06-06' },
        { step: 'service', on: '2025-06-06' },
        { step: 'remedies', until: '2025-08-05' },
        { step: 'remedies', until: '2025-12-08' },
      ]);
      expect(receipt.sentence.zh).toContain('可申请行政复议（至 2025-08-05）');
    }
  });
  it('is not whether anybody objected to a notice', async () => {
    const { append, queries } = await ended();
    const data = { caseId: 'b', publicityId: 'p1', result: 'contested' };
    await append('dossier/b', '2025-06-04T01:00:00.000Z', { type: 'PublicityClosed', data });
    expect((await queries.history(anyone, 'b'))!.items.at(-1)).toMatchObject({ data: { ...data, result: 'closed' } });
    expect((await queries.history(auditor, 'b'))!.items.at(-1)).toMatchObject({ data });
  });
});

function cycle() {
  const rule = { unit: 'stated', amount: 0, from: '2022-01-10', until: '2025-01-10', basis: [] };
  const end = { endsAt: '2025-01-10T16:00:00.000Z', lastDay: '2025-01-10', workingDays: [], provisional: false, calendarVersion: 1 };
  return { kind: 'creation-cycle', of: 'b', rule, ...end };
}
