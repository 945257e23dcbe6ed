import { proofOfWork, workIn } from './proof-of-work.js';

const KEY = new Uint8Array(32);
const BITS = 6;
const PATH = '/public-notices/p1/objections';

describe('a proof of work', () => {
  let now = 1_700_000_000_000;
  const check = proofOfWork(KEY, BITS, () => now);
  const detailsOf = (headers: Record<string, string> = {}, url = PATH, by = check) =>
    by.refusalOf({ url, headers })?.problem.details as { problem: string; challenge: string } | undefined;
  const challengeFor = (url = PATH, by = check): string => detailsOf({}, url, by)!.challenge;
  /** A proof with at least, or with less than, so many zero bits. */
  const solve = (challenge: string, isEnough = (bits: number): boolean => bits >= BITS): string => {
    for (let n = 0; ; n += 1) if (isEnough(workIn(`${challenge}:${n}`))) return `${challenge}:${n}`;
  };

  it('is asked for with a challenge and how to go on, and is then taken', () => {
    const { problem } = check.refusalOf({ url: `${PATH}?dry-run=true`, headers: {} })!;
    expect(problem).toMatchObject({ code: 'proof-of-work-needed', status: 428, details: { problem: 'missing', bits: BITS } });
    expect(problem.message.zh).toContain('Minglu-Proof');
    const proof = solve(problem.details['challenge'] as string);
    expect(check.refusalOf({ url: PATH, headers: { 'minglu-proof': proof } })).toBeNull();
  });
  it('counts once, and again for the same request under its key', () => {
    const proof = solve(challengeFor());
    const send = (key?: string) => detailsOf({ 'minglu-proof': proof, ...(key === undefined ? {} : { 'idempotency-key': key }) })?.problem;
    expect([send('k1'), send('k1'), send('k2'), send()]).toEqual([undefined, undefined, 'used', 'used']);
    const other = solve(challengeFor());
    expect(detailsOf({ 'minglu-proof': other })).toBeUndefined();
    expect(detailsOf({ 'minglu-proof': other })!.problem).toBe('used');
  });
  it('is refused with too little work, also of a challenge from before the work was raised', () => {
    expect(detailsOf({ 'minglu-proof': solve(challengeFor(), (bits) => bits < BITS) })!.problem).toBe('too-little-work');
    const easier = proofOfWork(KEY, 1, () => now);
    const proof = solve(challengeFor(PATH, easier));
    expect(detailsOf({ 'minglu-proof': proof }, PATH, easier)).toBeUndefined();
    expect(detailsOf({ 'minglu-proof': proof })!.problem).toBe('too-little-work');
  });
  it('is refused for another notice, after its time, and if we did not issue its challenge', () => {
    const proof = solve(challengeFor());
    expect(detailsOf({ 'minglu-proof': proof }, '/public-notices/p2/objections')!.problem).toBe('other-path');
    now += 601_000;
    expect(detailsOf({ 'minglu-proof': proof })!.problem).toBe('expired');
    const foreign = solve(
      challengeFor(
        PATH,
        proofOfWork(new Uint8Array(32).fill(1), BITS, () => now),
      ),
    );
    const [content] = proof.split('.');
    for (const forged of [foreign, `${content!}.:1`, 'x', ':', `${challengeFor()}`, 'a'.repeat(5_000)])
      expect(detailsOf({ 'minglu-proof': forged })!.problem).toBe('not-issued');
  });
});
