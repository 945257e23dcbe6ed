import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evidencePackage, formatAddCheckpoint, formatTlogProof, formatVkey, writeZip } from '@minglu/audit';
import { testSigner } from '@minglu/audit/testing';
import { bundleVerifier } from '../../infra/build/verifier.mjs';
import { sampleAnswer } from './sample-answer.js';
import { policyWith, sampleLog } from './sample.js';

describe('minglu-verify.mjs, the one file that is handed over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-verify-file-'));
  const program = join(folder, 'minglu-verify.mjs');
  let sources: readonly string[];
  beforeAll(async () => {
    sources = await bundleVerifier(fileURLToPath(new URL('../..', import.meta.url)), program);
    const log = await sampleLog();
    const parts = await log.parts(log.streams.slice(0, 1));
    const file = (name: string, content: Buffer | string) => writeFileSync(join(folder, name), content);
    file('policy', log.policy);
    file('policy-of-two', policyWith('2'));
    file('checkpoint', log.checkpoint);
    file('altered', log.checkpoint.replace(`\n${log.tree.size()}\n`, `\n${log.tree.size() + 1n}\n`));
    file('package.zip', writeZip(evidencePackage(parts)));
    file('fewer.zip', writeZip(evidencePackage({ ...parts, checkpoint: log.checkpoint.split('\n').slice(0, -2).join('\n') + '\n' })));
    const [stream] = parts.streams as [(typeof parts.streams)[number]];
    file('other-state.zip', writeZip(evidencePackage({ ...parts, streams: [{ ...stream, states: [{ version: '1', state: {} }] }] })));
    file('leaves.jsonl', log.leaves.map((leaf) => `${leaf.toString()}\n`).join(''));
    file('events.jsonl', log.contents.map((content) => `${JSON.stringify(content, ['metadata', 'payload', 'salt'])}\n`).join(''));
    file('fewer-events.jsonl', readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n').slice(1).join('\n'));
    file('map-head', log.mapHead);

    const unwitnessed = log.checkpoint.split('\n').slice(0, -4).join('\n') + '\n';
    const line = (index: number): string => readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n')[index]!;
    file('leaf', log.leaves[2]!);
    file('event', line(2));
    file('other-event', line(3));
    const proof = await log.tree.inclusion(2n);
    for (const [name, index, checkpoint] of [
      ['proof', 2n, log.checkpoint],
      ['moved.proof', 3n, log.checkpoint],
      ['fewer.proof', 2n, unwitnessed],
    ] as const)
      file(name, formatTlogProof({ index, proof, checkpoint }));
    const old = log.tree.size() - 3n;
    file('old-checkpoint', await log.checkpointOf(log.tree, old));
    const hashes = await log.tree.consistency(old);
    for (const [name, of, checkpoint] of [
      ['body', hashes, log.checkpoint],
      ['moved.body', [...hashes].reverse(), log.checkpoint],
      ['fewer.body', hashes, unwitnessed],
    ] as const)
      file(name, formatAddCheckpoint({ old, proof: of, checkpoint }));
    const [said, alone] = [sampleAnswer(), sampleAnswer(0)];
    file('answer-policy', said.policy('2'));
    file('answer.json', await said.answer('2026-01-01'));
    file('moved.json', (await said.answer('2026-01-01')).replaceAll('2026-01-01', '2026-01-02'));
    file('spaced.json', `${await said.answer('2026-01-01')}\n`);
    file('alone.json', await alone.answer('2026-01-01'));
    file('false.json', await said.answer('2026-01-01', { valid: false, conferredOn: null }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** In a folder without packages, and with no variable that a module could be found by. */
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  const key = formatVkey(testSigner().vkey);
  const proof = ['proof', '--policy', 'policy'];
  const consistency = ['consistency', '--policy', 'policy', '--old', 'old-checkpoint'];
  const answer = ['answer', '--policy', 'answer-policy'];
  const full = ['full', '--policy', 'policy', '--checkpoint', 'checkpoint', '--map-head', 'map-head'];

  it('has no database, no network and no framework in it', () => {
    const packages = new Set(sources.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual(['@noble/ciphers', '@noble/curves', '@noble/hashes', 'opencc-js', 'sm-crypto-v2', 'typebox']);
    const modules = [...readFileSync(program, 'utf8').matchAll(/(?:from|require\(|import\()\s*"(node:)?([a-z_/]+)"/g)].map(
      ([, , name]) => name,
    );
    for (const name of ['net', 'http', 'https', 'tls', 'dgram', 'dns', 'child_process']) expect(modules).not.toContain(name);
  });

  it.each<[number, readonly string[]]>([
    [0, ['note', '--key', key, 'checkpoint']],
    [0, ['package', '--policy', 'policy', 'package.zip']],
    [0, [...full, 'leaves.jsonl']],
    [0, [...full, '--events', 'events.jsonl', 'leaves.jsonl']],
    [0, ['package', '--policy', 'policy-of-two', 'fewer.zip']],
    [1, ['note', '--key', key, 'altered']],
    [1, ['full', '--policy', 'policy', '--checkpoint', 'altered', 'leaves.jsonl']],
    [2, ['note', '--key', key, 'package.zip']],
    [2, ['note', '--key', key, 'no-such-file']],
    [2, ['note', '--key', key]],
    [2, ['note', 'checkpoint']],
    [2, ['note', '--key', key, '--unknown', 'checkpoint']],
    [2, ['package', '--policy', 'checkpoint', 'package.zip']],
    [2, ['proof', '--policy', 'policy', 'checkpoint']],
    [2, ['no-such-command', 'checkpoint']],
    [0, [...proof, '--leaf', 'leaf', 'proof']],
    [0, [...proof, '--leaf', 'leaf', '--event', 'event', 'proof']],
    [1, [...proof, '--leaf', 'leaf', 'moved.proof']],
    [2, [...proof, '--leaf', 'event', 'checkpoint']],
    [3, [...proof, '--leaf', 'leaf', 'fewer.proof']],
    [4, [...proof, '--leaf', 'leaf', '--event', 'other-event', 'proof']],
    [0, [...consistency, 'body']],
    [1, [...consistency, 'moved.body']],
    [2, [...consistency, 'checkpoint']],
    [3, [...consistency, 'fewer.body']],
    [0, [...answer, 'answer.json']],
    [1, [...answer, 'moved.json']],
    [1, ['answer', '--policy', 'policy', 'answer.json']],
    [2, [...answer, 'spaced.json']],
    [2, ['answer', 'answer.json']],
    [3, [...answer, 'alone.json']],
    [4, [...answer, 'false.json']],
    [2, [...full, 'checkpoint']],
    [3, ['package', '--policy', 'policy', 'fewer.zip']],
    [4, ['package', '--policy', 'policy', 'other-state.zip']],
    [4, [...full, '--events', 'fewer-events.jsonl', 'leaves.jsonl']],
  ])('ends with %i for %j', (code, args) => {
    const { status, stdout, stderr } = run(...args, '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ code, reason: expect.any(String) });
    expect(status).toBe(code);
  });

  it('says in words what it has found', () => {
    expect(run('package', '--policy', 'policy', 'package.zip').stdout).toMatch(
      /^true: the package is whole, complete and unaltered\n {2}origin: minglu/,
    );
    expect(run('package', '--policy', 'policy', 'fewer.zip').stdout).toMatch(/^quorum: too few witnesses/);
  });

  it('explains itself', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    for (const word of ['note', 'proof', 'consistency', 'answer', 'package', 'full', '--json', 'Exit codes'])
      expect(stdout).toContain(word);
  });
});
