import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BREACHES } from './breaches.js';
import { BASE, CLEAN, type Tree } from './tree.js';

interface Finding {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const configuration = join(root, 'infra/lint/dependency-cruiser.cjs');
const { forbidden } = createRequire(import.meta.url)(configuration) as { forbidden: readonly { name: string; severity: string }[] };

const plant = async (folder: string, tree: Tree): Promise<string> => {
  for (const [path, text] of Object.entries({ ...BASE, ...tree })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const part of ['apps', 'libs', 'test']) await mkdir(join(folder, part), { recursive: true });
  await cp(configuration, join(folder, 'infra/lint/dependency-cruiser.cjs'));
  return folder;
};

const cruise = async (folders: readonly string[]): Promise<readonly (readonly Finding[])[]> => {
  const { stdout } = await run(process.execPath, [join(root, 'test/import-rules/cruise.mjs'), ...folders], { maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as readonly (readonly Finding[])[];
};

describe('the import rules', () => {
  let folder: string;
  let findings: ReadonlyMap<string, readonly Finding[]>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-rules-'));
    const trees = Object.entries({ clean: CLEAN, ...Object.fromEntries(Object.entries(BREACHES).map(([rule, { tree }]) => [rule, tree])) });
    const folders = await Promise.all(trees.map(([name, tree]) => plant(join(folder, name), tree)));
    const found = await cruise(folders);
    findings = new Map(trees.map(([name], n) => [name, found[n]!]));
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are all errors, and each has a planted breach', () => {
    expect(forbidden.filter(({ severity }) => severity !== 'error')).toEqual([]);
    expect(Object.keys(BREACHES).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });
  it('report nothing in a tree without a breach', () => {
    expect(findings.get('clean')).toEqual([]);
  });
  it.each(Object.entries(BREACHES))('%s alone reports its breach', (rule, { times }) => {
    expect(findings.get(rule)!.map((finding) => finding.rule)).toEqual(Array(times).fill(rule));
  });
  it('report nothing in this repository', async () => {
    const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const report = await run(process.execPath, [command, '--config', configuration, '--output-type', 'err', 'apps', 'libs', 'test'], {
      cwd: root,
    }).catch((failure: { stdout: string }) => failure);
    expect(report.stdout).toMatch(/no dependency violations found/);
  }, 60_000);
});
