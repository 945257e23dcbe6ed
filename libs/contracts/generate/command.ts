import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDrift, type Drift } from './drift.js';
import type { Generator } from './generator.js';
import { generatedFiles } from './generators.js';

export interface Output {
  readonly write: (text: string) => unknown;
}

export interface GenerateCommandDeps {
  /** The project's root. */
  readonly root: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly generators: readonly Generator[];
}

const USAGE = `用法 usage: generate [--check] [--json]

  由代码生成并提交的文件：事件和命令的契约、接口说明、状态表、行政区划
  Files that are made from the code and committed: contracts of events and commands, routes, the table of states, divisions

  --check     只比较，不写入；不一致则退出码为 1 / compare only, write nothing; exit 1 on a difference
  --json      结果输出为一个 JSON 文档 / the result as one JSON document on stdout
  -h, --help  显示本说明 / this text

  退出码 exit code: 0 一致或已更新 up to date, 1 不一致 drift, 2 参数有误 wrong arguments
`;

const WORDS: Readonly<Record<Drift['kind'], string>> = {
  missing: '缺少 missing',
  changed: '不一致 differs',
  stale: '多余 no longer generated',
  lost: '旧版本契约丢失，请从版本库恢复 contract of an older version, restore it from the repository',
};

/** `generate`: writes what is generated; with `--check` only says where the committed files differ. Gives the exit code. */
export const generateCommand = (args: readonly string[], { root, stdout, stderr, generators }: GenerateCommandDeps): 0 | 1 | 2 => {
  const options = readArguments(args);
  if (typeof options === 'string') {
    stderr.write(`${options}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    stdout.write(USAGE);
    return 0;
  }
  const drift = findDrift(root, generators);
  const lost = drift.some(({ kind }) => kind === 'lost');
  const exitCode = options.check ? (drift.length ? 1 : 0) : lost ? 1 : 0;
  if (!options.check) repair(root, drift, generators);
  if (options.json)
    stdout.write(`${JSON.stringify({ exitCode, check: options.check, files: generatedFiles(generators).length, drift }, null, 2)}\n`);
  else report(drift, options.check, stdout, stderr);
  return exitCode;
};

const readArguments = (args: readonly string[]): { readonly check: boolean; readonly json: boolean; readonly help: boolean } | string => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { check: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    return { check: values.check ?? false, json: values.json ?? false, help: values.help ?? false };
  } catch (error) {
    return (error as Error).message;
  }
};

const repair = (root: string, drift: readonly Drift[], generators: readonly Generator[]): void => {
  const contents = new Map(generatedFiles(generators).map(({ path, content }) => [path, content]));
  for (const { path, kind } of drift) {
    const file = join(root, path);
    if (kind === 'stale') rmSync(file);
    else if (kind !== 'lost') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents.get(path)!);
    }
  }
};

const report = (drift: readonly Drift[], check: boolean, stdout: Output, stderr: Output): void => {
  if (drift.length === 0) stdout.write('生成的文件均为最新 / generated files are up to date\n');
  for (const { path, kind, difference } of drift) {
    const done = !check && kind !== 'lost';
    const line = done ? `${kind === 'stale' ? '已删除 removed' : '已写入 written'}  ${path}\n` : `${WORDS[kind]}  ${path}\n`;
    (done ? stdout : stderr).write(check && difference ? `${line}${difference.replace(/^/gm, '    ')}\n` : line);
  }
  if (check && drift.length) stderr.write('请运行 run: npm run generate\n');
};
