import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeZip, type Files } from '@minglu/audit';
import { main } from '@minglu/audit/verifier';
import { MATERIAL, policyWith, sampleLog, samplePackage, type SampleLog } from './sample.js';

describe('minglu-verify package', () => {
  let log: SampleLog;
  let folder: string;
  beforeAll(async () => {
    log = await sampleLog();
    folder = mkdtempSync(join(tmpdir(), 'minglu-verify-'));
    writeFileSync(join(folder, 'policy'), log.policy);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const verify = async (files: Files, policy = log.policy) => {
    const [zip, keys] = [join(folder, 'package.zip'), join(folder, 'policy')];
    writeFileSync(zip, writeZip(files));
    writeFileSync(keys, policy);
    let out = '';
    const code = await main(['package', '--json', '--policy', keys, zip], (text) => (out += text));
    const verdict = JSON.parse(out) as { readonly code: number; readonly reason: string; readonly facts: Record<string, unknown> };
    expect(verdict.code).toBe(code);
    return verdict;
  };

  it('accepts the package of a case, and says what it has verified', async () => {
    const files = await samplePackage(log, log.streams, { materials: [{ content: MATERIAL, extension: 'txt' }] });
    const { code, reason, facts } = await verify(files);
    expect([code, reason]).toEqual([0, 'the package is whole, complete and unaltered']);
    expect(facts).toMatchObject({ events: log.leaves.length, states: log.streams.length, withheld: 0, materials: 1, sm3: true });
  });

  it('accepts it as a folder too', async () => {
    const files = await samplePackage(log, log.streams.slice(0, 1));
    for (const [path, content] of files) {
      mkdirSync(dirname(join(folder, 'bag', path)), { recursive: true });
      writeFileSync(join(folder, 'bag', path), content);
    }
    writeFileSync(join(folder, 'policy'), log.policy);
    let out = '';
    const code = await main(['package', '--policy', join(folder, 'policy'), join(folder, 'bag')], (text) => (out += text));
    expect([code, out.split('\n')[0]]).toEqual([0, 'true: the package is whole, complete and unaltered']);
  });

  it('answers 3 where fewer witnesses have cosigned than the policy wants', async () => {
    const parts = await log.parts(log.streams.slice(0, 1));
    const fewer = parts.checkpoint.split('\n').slice(0, -2).join('\n') + '\n';
    const { evidencePackage } = await import('@minglu/audit');
    expect(await verify(evidencePackage({ ...parts, checkpoint: fewer }))).toMatchObject({ code: 3 });
    expect(await verify(evidencePackage({ ...parts, checkpoint: fewer }), policyWith('2'))).toMatchObject({ code: 0 });
  });

  it('answers 4 where a state is not what the events fold to', async () => {
    const parts = await log.parts(log.streams.slice(0, 1));
    const { evidencePackage } = await import('@minglu/audit');
    const [stream] = parts.streams;
    const states = stream!.states.map(({ version, state }) => ({ version, state: { ...(state as object), status: 'TITLED' } }));
    expect(await verify(evidencePackage({ ...parts, streams: [{ ...stream!, states }] }))).toMatchObject({ code: 4 });
  });
});
