import fastify from 'fastify';
import { ProblemException } from './problem.js';
import { countRefusedSignIns, networkOf, refusedSignIns } from './refused-sign-ins.js';
import { sendProblem } from './send-problem.js';

const key = Buffer.alloc(32, 3);
const AT = Date.UTC(2026, 2, 2, 1, 0, 30);

describe('refused sign-ins', () => {
  it.each([
    ['192.0.2.17', '192.0.2'],
    ['::ffff:192.0.2.99', '192.0.2'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1'],
    ['2001:0db8:0001::6', '2001:db8:1'],
    ['2001:db8::1', '2001:db8:0'],
    ['::1', '0:0:0'],
  ])('of %s are those of the network %s', (address, network) => expect(networkOf(address)).toBe(network));

  it('are counted by minute and network, without an address', () => {
    let now = AT;
    const counts = refusedSignIns(key, () => now);
    for (const address of ['192.0.2.1', '192.0.2.2', '198.51.100.1']) counts.count(address);
    now += 60_000;
    counts.count('192.0.2.3');
    const [first, second] = counts.take();
    expect(first).toEqual({
      starts: Date.UTC(2026, 2, 2, 1) / 1_000,
      sources: [
        { source: expect.stringMatching(/^[0-9a-f]{16}$/), refusals: 2 },
        { source: expect.stringMatching(/^[0-9a-f]{16}$/), refusals: 1 },
      ],
    });
    expect(second!.sources).toEqual([{ source: first!.sources[0]!.source, refusals: 1 }]);
    expect(counts.take()).toEqual([]);
  });

  it('of a flood from many networks are counted together beyond a limit', () => {
    const counts = refusedSignIns(key, () => AT);
    for (let n = 0; n < 5_000; n += 1) counts.count(`10.${n >> 8}.${n & 255}.1`);
    const [{ sources }] = counts.take() as unknown as [{ sources: { source: string; refusals: number }[] }];
    expect([sources.length, sources.find(({ source }) => source === '')!.refusals]).toEqual([1_001, 4_000]);
  });

  it('are answers to a token, a session or a role; the header of the services goes no further', async () => {
    const seen: string[] = [];
    const app = fastify();
    countRefusedSignIns(app, { count: (address) => void seen.push(address) });
    app.get('/:code', ({ params }, reply) => sendProblem(reply, new ProblemException((params as { code: string }).code, '', '')));
    const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
    for (const [code, headers] of [
      ['not-authenticated', {}],
      ['not-authorised', { authorization: 'Bearer x' }],
      ['unknown-id', { authorization: 'Bearer x' }],
    ] as const)
      await get(`/${code}`, headers);
    expect(seen).toEqual([]);
    const answers = [
      await get('/not-authenticated', { authorization: 'Bearer x' }),
      await get('/role-revoked'),
      await get('/login-failed'),
    ];
    expect(seen).toHaveLength(3);
    for (const { headers } of answers) expect(Object.keys(headers)).not.toContain('x-minglu-refused');
    await app.close();
  });
});
