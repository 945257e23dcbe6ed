import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { specGraph } from './specs.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specs-'));
  write('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@minglu/store': ['./libs/store/src/index.ts'] } } }));
  write('libs/pure/src/rule.ts', 'export const rule = 1;\n');
  write('libs/pure/src/rule.spec.ts', "import { rule } from './rule.js';\n");
  write('libs/store/src/index.ts', "export { url } from './testing.js';\n");
  write('libs/store/src/testing.ts', "export const url = process.env['DATABASE_URL'];\n");
  write('test/store.spec.ts', "import { url } from '@minglu/store';\n");
  write('test/types.spec.ts', "import type { Url } from '@minglu/store';\n");
  write('test/crash.spec.ts', "const WRITER = new URL('./writer.mjs', import.meta.url);\n");
  write('test/writer.mjs', "import { rule } from '../dist/libs/pure/src/rule.js';\n");
  write('test/kafka.spec.ts', "const brokers = process.env['KAFKA_BROKERS'];\nconst main = 'dist/apps/casework';\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const needs = (...patterns: string[]) => {
  const graph = specGraph(root);
  return [...graph.needs(graph.specs(patterns))].sort();
};

describe('the specs of a project', () => {
  it('are all of them, or those whose path matches a pattern', () => {
    expect(specGraph(root).specs()).toEqual([
      'libs/pure/src/rule.spec.ts',
      'test/crash.spec.ts',
      'test/kafka.spec.ts',
      'test/store.spec.ts',
      'test/types.spec.ts',
    ]);
    expect(specGraph(root).specs(['store', 'rule'])).toEqual(['libs/pure/src/rule.spec.ts', 'test/store.spec.ts']);
  });
  it('need nothing where they are pure, or import types alone', () => {
    expect(needs('rule')).toEqual([]);
    expect(needs('types')).toEqual([]);
  });
  it('need a server that a file reads from the environment, through aliases and other files', () => {
    expect(needs('store')).toEqual(['postgres']);
    expect(needs('kafka')).toEqual(['build', 'kafka']);
  });
  it('need a build where they, or a program that they run, load what is built', () => {
    expect(needs('crash')).toEqual(['build']);
  });
  it('need nothing where they are those of the scripts, which name addresses in samples', () => {
    write('infra/scripts/sample.spec.ts', "const sample = `process.env['KAFKA_BROKERS']`;\n");
    expect(needs('sample')).toEqual([]);
  });
  it('need a server of their own where they say so', () => {
    write('libs/pure/src/start.spec.ts', '/** @needs own-server: it kills PostgreSQL. */\nstart();\n');
    expect(needs('start')).toEqual(['own-server']);
  });
  it('import packages, directly or through other files, but no types alone', () => {
    write('libs/store/src/testing.ts', "import pg from 'pg';\nimport type { Schema } from 'typebox';\nimport { join } from 'node:path';\n");
    write('test/store.spec.ts', "import { url } from '@minglu/store';\nimport { check } from '@scope/check/fast';\n");
    const graph = specGraph(root);
    expect(graph.packages(graph.specs(['store', 'rule']))).toEqual(['@scope/check/fast', 'pg']);
    expect(graph.packages(graph.specs(['rule']))).toEqual([]);
  });
  it('are affected by a change of a file that they import', () => {
    const graph = specGraph(root);
    const specs = graph.specs(['rule', 'store', 'types']);
    expect(graph.affected(specs, ['libs/store/src/testing.ts'])).toEqual(['test/store.spec.ts']);
    expect(graph.affected(specs, ['libs/pure/src/rule.ts'])).toEqual(['libs/pure/src/rule.spec.ts']);
  });
  it('are affected by every change of the code where they run what is built', () => {
    const graph = specGraph(root);
    write('apps/casework/src/main.ts', 'start();\n');
    expect(graph.affected(graph.specs(), ['apps/casework/src/main.ts'])).toEqual(['test/crash.spec.ts', 'test/kafka.spec.ts']);
    expect(graph.affected(graph.specs(), ['libs/pure/src/rule.spec.ts'])).toEqual(['libs/pure/src/rule.spec.ts']);
  });
  it('are affected when a file that they import is removed, and when it comes back', () => {
    const graph = specGraph(root);
    rmSync(join(root, 'libs/pure/src/rule.ts'));
    expect(graph.affected(graph.specs(['rule']), ['libs/pure/src/rule.ts'])).toEqual(['libs/pure/src/rule.spec.ts']);
    write('libs/pure/src/rule.ts', "export { url } from '@minglu/store';\n");
    expect([...graph.needs(graph.specs(['rule']))]).toEqual(['postgres']);
  });
  it('are read again when they have changed', () => {
    const graph = specGraph(root);
    expect(graph.needs(graph.specs(['rule'])).size).toBe(0);
    write('libs/pure/src/rule.spec.ts', "import { url } from '@minglu/store'; // now on PostgreSQL\n");
    expect([...graph.needs(graph.specs(['rule']))]).toEqual(['postgres']);
  });
});

describe('a part of the specs beside the code', () => {
  beforeEach(() => {
    write('libs/store/src/append.spec.ts', "import { url } from './index.js';\n");
    write('apps/cli/src/publish.spec.ts', "const brokers = process.env['KAFKA_BROKERS'];\n");
    write('apps/cli/src/help.spec.ts', "const program = join('dist', 'apps', 'cli');\n");
    write('libs/pure/src/start.spec.ts', '/** @needs own-server: it kills PostgreSQL. */\nstart();\n');
    write('infra/scripts/sample.spec.ts', "const sample = `process.env['DATABASE_URL']`;\n");
  });
  const UNIT = ['apps/cli/src/help.spec.ts', 'libs/pure/src/rule.spec.ts', 'infra/scripts/sample.spec.ts'];
  const INTEGRATION = ['apps/cli/src/publish.spec.ts', 'libs/pure/src/start.spec.ts', 'libs/store/src/append.spec.ts'];

  it('is unit where they need no server, though they may need a build', () => {
    expect(specGraph(root).part('unit')).toEqual(UNIT);
  });
  it('is integration where they get a server, or start one', () => {
    expect(specGraph(root).part('integration')).toEqual(INTEGRATION);
  });
  it('has no spec of test/, and each other spec belongs to one part', () => {
    const beside = specGraph(root)
      .specs()
      .filter((spec) => !spec.startsWith('test/'));
    expect([...UNIT, ...INTEGRATION].sort()).toEqual(beside.sort());
  });
  it('has a server exactly if it is integration', () => {
    const graph = specGraph(root);
    expect([graph.onServer(graph.part('unit')), graph.onServer(graph.part('integration'))]).toEqual([false, true]);
    expect(graph.onServer(['libs/pure/src/start.spec.ts'])).toBe(true);
  });
  it('is narrowed by patterns', () => {
    expect(specGraph(root).part('integration', ['store'])).toEqual(['libs/store/src/append.spec.ts']);
    expect(specGraph(root).part('unit', ['store', 'help'])).toEqual(['apps/cli/src/help.spec.ts']);
  });
});
