import { proofOfWork, workIn, type UsedProof } from './proof-of-work.js';

const KEY = new Uint8Array(32);
const BITS = 6;
const PATH = '/public-notices/p1/objections';

describe('a proof of work', () => {
  let now = 1_700_000_000_000;
  const check = proofOfWork(KEY, BITS, () => now);
  const detailsOf = async (headers: Record<string, string> = {}, url = PATH, by = check) =>
    (await by.refusalOf({ url, headers }))?.problem.details as { problem: string; challenge: string } | undefined;
  const challengeFor = async (url = PATH, by = check): Promise<string> => (await detailsOf({}, url, by))!.challenge;
  /** A proof with at least, or with less than, so many zero bits. */
  const solve = (challenge: string, isEnough = (bits: number): boolean => bits >= BITS): string => {
    for (let n = 0; ; n += 1) if (isEnough(workIn(`${challenge}:${n}`))) return `${challenge}:${n}`;
  };

  it('is asked for with a challenge and how to go on, and is then taken', async () => {
    const { problem } = (await check.refusalOf({ url: `${PATH}?dry-run=true`, headers: {} }))!;
    expect(problem).toMatchObject({ code: 'proof-of-work-needed', status: 428, details: { problem: 'missing', bits: BITS } });
    expect(problem.message.zh).toContain('Minglu-Proof');
    const proof = solve(problem.details['challenge'] as string);
    expect(await check.refusalOf({ url: PATH, headers: { 'minglu-proof': proof } })).toBeNull();
  });
  it('counts once, and again for the same request under its key', async () => {
    const proof = solve(await challengeFor());
    const send = async (key?: string) =>
      (await detailsOf({ 'minglu-proof': proof, ...(key === undefined ? {} : { 'idempotency-key': key }) }))?.problem;
    expect([await send('k1'), await send('k1'), await send('k2'), await send()]).toEqual([undefined, undefined, 'used', 'used']);
    const other = solve(await challengeFor());
    expect(await detailsOf({ 'minglu-proof': other })).toBeUndefined();
    expect((await detailsOf({ 'minglu-proof': other }))!.problem).toBe('used');
  });
  it('is refused with too little work, also of a challenge from before the work was raised', async () => {
    expect((await detailsOf({ 'minglu-proof': solve(await challengeFor(), (bits) => bits < BITS) }))!.problem).toBe('too-little-work');
    const easier = proofOfWork(KEY, 1, () => now);
    const proof = solve(await challengeFor(PATH, easier));
    expect(await detailsOf({ 'minglu-proof': proof }, PATH, easier)).toBeUndefined();
    expect((await detailsOf({ 'minglu-proof': proof }))!.problem).toBe('too-little-work');
  });
  it('is refused for another notice, after its time, and if we did not issue its challenge', async () => {
    const proof = solve(await challengeFor());
    expect((await detailsOf({ 'minglu-proof': proof }, '/public-notices/p2/objections'))!.problem).toBe('other-path');
    now += 601_000;
    expect((await detailsOf({ 'minglu-proof': proof }))!.problem).toBe('expired');
    const foreign = solve(
      await challengeFor(
        PATH,
        proofOfWork(new Uint8Array(32).fill(1), BITS, () => now),
      ),
    );
    const [content] = proof.split('.');
    for (const forged of [foreign, `${content!}.:1`, 'x', ':', await challengeFor(), 'a'.repeat(5_000)])
      expect((await detailsOf({ 'minglu-proof': forged }))!.problem).toBe('not-issued');
  });
  it('is asked of the memory of all gateways, once it has enough work', async () => {
    const asked: UsedProof[] = [];
    const shared = proofOfWork(
      KEY,
      BITS,
      () => now,
      (proof) => {
        asked.push(proof);
        return Promise.resolve(proof.idempotencyKey === 'first');
      },
    );
    const challenge = await challengeFor(PATH, shared);
    await detailsOf({ 'minglu-proof': solve(challenge, (bits) => bits < BITS) }, PATH, shared);
    expect(asked).toEqual([]);
    expect(await detailsOf({ 'minglu-proof': solve(challenge), 'idempotency-key': 'first' }, PATH, shared)).toBeUndefined();
    expect(asked).toEqual([{ challenge, idempotencyKey: 'first', until: Math.floor(now / 1_000) + 600 }]);
    const other = solve(await challengeFor(PATH, shared));
    expect((await detailsOf({ 'minglu-proof': other, 'idempotency-key': 'second' }, PATH, shared))!.problem).toBe('used');
  });
});
