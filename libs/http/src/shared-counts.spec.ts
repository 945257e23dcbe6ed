import { sharedCounts, type Settlement } from './shared-counts.js';

const KEY = new Uint8Array(32);

describe('counts that gateways share', () => {
  let now = 0;
  let isAway = false;
  let sent: string[] = [];
  const kept = new Map<string, number>();
  const send: Settlement = (starts, usage) => {
    if (isAway) return Promise.reject(new Error('away'));
    return Promise.resolve(
      usage.map(({ caller, requests }) => {
        sent.push(caller);
        const sum = (kept.get(`${starts} ${caller}`) ?? 0) + requests;
        kept.set(`${starts} ${caller}`, sum);
        return { caller, requests: sum };
      }),
    );
  };
  const gateway = () => sharedCounts(KEY, send, () => now);
  beforeEach(() => {
    [now, isAway, sent] = [90_000, false, []];
    kept.clear();
  });

  it('are those of all gateways after a settlement, for each caller', async () => {
    const [one, other] = [gateway(), gateway()];
    for (let n = 0; n < 3; n += 1) one.count('192.0.2.1');
    await one.settle();
    other.count('192.0.2.1');
    await other.settle();
    expect(other.count('192.0.2.1')).toEqual({ current: 5, ttl: 30_000 });
    expect(one.count('192.0.2.1').current).toBe(4);
    expect(other.count('192.0.2.2').current).toBe(1);
    expect(other.count('192.0.2.3').current).toBe(1);
  });
  it('begin again with each minute, and a settlement that comes late does not change the next', async () => {
    const one = gateway();
    one.count('192.0.2.1');
    const settled = one.settle();
    now = 120_000;
    expect(one.count('192.0.2.1').current).toBe(1);
    await settled;
    expect(one.count('192.0.2.1').current).toBe(2);
  });
  it('go on by themselves while the others cannot be reached', async () => {
    const one = gateway();
    one.count('192.0.2.1');
    isAway = true;
    await expect(one.settle()).rejects.toThrow('away');
    expect(one.count('192.0.2.1').current).toBe(2);
    isAway = false;
    await one.settle();
    expect(one.count('192.0.2.1').current).toBe(3);
  });
  it('show no address, and are sent in parts', async () => {
    const one = gateway();
    for (let n = 0; n < 1_500; n += 1) one.count(`192.0.2.${n}`);
    await one.settle();
    expect(sent).toHaveLength(1_000);
    await one.settle();
    expect(new Set(sent).size).toBe(1_500);
    await one.settle();
    expect(sent).toHaveLength(1_500);
    for (const caller of sent) expect(caller).toMatch(/^[0-9a-f]{32}$/);
  });
});
