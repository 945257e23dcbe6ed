import { describeOnPostgres } from '@minglu/event-store/testing';
import type { Actor } from '@minglu/kernel';
import { startService, type TestService } from './service.js';

const admin = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' } satisfies Actor;
const officer = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' } satisfies Actor;
const holder = { person: 'city-1', role: 'applicant', org: '440100' } satisfies Actor;

interface Item {
  readonly year?: number;
  readonly campaignId?: string;
  readonly key?: string;
  readonly versionId?: string;
  readonly code?: string;
}
interface Answer {
  readonly items: readonly Item[];
  readonly version: number;
  readonly inForce: string;
  readonly next: string | null;
  readonly tree: readonly object[];
  readonly controls: readonly object[];
}

describeOnPostgres('the reference data', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2026-11-20T09:00:00+08:00');
  });
  afterAll(() => service.close());

  const ask = async (path: string, actor: Actor | null, body?: unknown) => {
    const response = await fetch(`${service.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(actor ? { authorization: `Bearer ${await service.tokenOf(actor)}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };

  it('shows a published calendar at once, to everyone, with the notice by which each version came', async () => {
    const before = await ask('/work-calendars', null);
    expect(before.body.items.map(({ year }) => year)).toEqual([2023, 2024, 2025, 2026]);
    const days = { year: 2027, offDays: ['2027-01-01', '2027-01-02'], makeupWorkdays: ['2027-01-03'] };
    expect((await ask('/work-calendars', admin, { ...days, noticeNumber: '国办发明电〔2026〕1号' })).status).toBe(201);
    expect(
      (await ask('/work-calendars/2027/revisions', admin, { ...days, makeupWorkdays: [], noticeNumber: '国办发明电〔2026〕2号' })).status,
    ).toBe(201);
    const { body } = await ask('/work-calendars', null);
    expect(body.version).toBe(before.body.version + 2);
    expect(body.items.at(-1)).toMatchObject({
      year: 2027,
      noticeNumber: '国办发明电〔2026〕2号',
      makeupWorkdays: [],
      festivals: expect.arrayContaining([{ zh: '春节', day: '2027-02-06' }]),
      versions: [
        { documentNumber: '国办发明电〔2026〕1号', makeupWorkdays: ['2027-01-03'] },
        { documentNumber: '国办发明电〔2026〕2号', makeupWorkdays: [] },
      ],
    });
  });

  it('shows a campaign with its window and each extension', async () => {
    const window = { opensAt: '2027-03-01T00:00:00+08:00', closesAt: '2027-05-01T00:00:00+08:00' };
    const opened = {
      campaignId: 'city-evaluation-2026',
      programme: 'city',
      track: 'evaluation',
      year: 2026,
      documentNumber: '文号一',
      ...window,
    };
    expect(await ask('/campaigns', admin, opened)).toMatchObject({ status: 201 });
    const extension = { closesAt: '2027-06-01T00:00:00+08:00', documentNumber: '文号二', reason: '因故延长' };
    expect(await ask('/campaigns/city-evaluation-2026/extensions', admin, extension)).toMatchObject({ status: 201 });
    const { body } = await ask('/campaigns', null);
    expect(body.items.find((one) => one.campaignId === 'city-evaluation-2026')).toMatchObject({
      year: 2026,
      closed: false,
      closesAt: '2027-05-31T16:00:00.000Z',
      extensions: [{ documentNumber: '文号二', reason: '因故延长', closesAt: '2027-05-31T16:00:00.000Z' }],
    });
  });

  it('shows a policy with its document and its history, and hides policies from the public', async () => {
    expect(await ask('/policies', null)).toMatchObject({ status: 401 });
    const keyed = async () => (await ask('/policies', officer)).body.items.find(({ key }) => key === 'policy/delegation-days');
    expect(await keyed()).toMatchObject({ value: 92, default: 92, isDefault: true, since: null, documentNumber: null, history: [] });
    for (const [value, documentNumber] of [
      [30, '文号三'],
      [60, '文号四'],
    ] as const)
      expect(await ask('/policies/policy%2Fdelegation-days/values', admin, { value, documentNumber })).toMatchObject({ status: 201 });
    expect(await keyed()).toMatchObject({
      value: 60,
      default: 92,
      isDefault: false,
      documentNumber: '文号四',
      history: [
        { value: 30, documentNumber: '文号三' },
        { value: 60, documentNumber: '文号四' },
      ],
    });
  });

  it('shows the versions of the indicator system, and one with its tree and controls', async () => {
    const { body } = await ask('/indicator-systems', null);
    const versionId = body.items[0]!.versionId;
    expect(body.inForce).toBe(versionId);
    const one = await ask(`/indicator-systems/${versionId}`, null);
    expect(one.body.tree.length).toBeGreaterThan(3);
    expect(one.body.controls[0]).toMatchObject({ op: '>=' });
    expect(Object.keys(one.body).sort()).toEqual(['controls', 'effectiveFrom', 'indicators', 'publishedAt', 'tree', 'versionId']);
    expect(await ask('/indicator-systems/none', null)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
  });

  it('finds a division by a part of its name, its code or a former name, page by page', async () => {
    expect((await ask('/divisions?q=广州', null)).body).toMatchObject({
      items: [{ code: '440100', name: '广州市', class: 'sub-provincial-city', isEligible: true, changes: [] }],
      next: null,
    });
    const former = (await ask('/divisions?q=巢湖', null)).body.items.find(({ code }) => code === '340100');
    expect(former).toMatchObject({
      name: '合肥市',
      changes: [{ kind: 'merged', code: '341400', name: '巢湖市', effectiveDate: '2011-07-14' }],
    });
    const first = (await ask('/divisions?province=440000&limit=5', null)).body;
    const second = (await ask(`/divisions?province=440000&limit=5&behind=${first.next}`, null)).body;
    expect([...first.items, ...second.items].map(({ code }) => code)).toEqual(
      (await ask('/divisions?province=440000&limit=10', null)).body.items.map(({ code }) => code),
    );
    expect(await ask('/divisions?province=44', null)).toMatchObject({ status: 400 });
  });

  it('shows registered parks with their changes to the ministry, and to no party', async () => {
    const park = { parkId: 'park-x', name: '样例软件园', cityCode: '440100' };
    expect(await ask('/parks', admin, park)).toMatchObject({ status: 201 });
    const change = { kind: 'renamed', newName: '新软件园', effectiveDate: '2026-11-01', documentNumber: '文号五' };
    expect(await ask('/parks/park-x/changes', admin, change)).toMatchObject({ status: 201 });
    expect(await ask('/parks', holder)).toMatchObject({ status: 403 });
    expect((await ask('/parks', officer)).body.items).toEqual([
      expect.objectContaining({
        ...park,
        creditCode: null,
        now: { ...park, name: '新软件园' },
        changes: [expect.objectContaining({ kind: 'renamed', newName: '新软件园', documentNumber: '文号五' })],
      }),
    ]);
  });
});
