import { updateGenerated, type Drift, type UpdateResult } from '@minglu/contracts/generate';
import { JSON_OPTION, type AddCommand, type Context } from './context.js';

export const addGenerate: AddCommand = (program, context, exits) => {
  program
    .command('generate')
    .summary('生成或核对随代码提交的文件 / generated files (npm run generate)')
    .description(
      `由代码生成并提交的文件：事件和命令的契约、接口说明、状态表、行政区划
Writes the files that are generated from the code and committed: contracts of events and commands, routes, the table of
states, divisions.`,
    )
    .option('--check', '只比较，不写入；不一致则退出码为 1 / compare only, write nothing; exit code 1 on a difference')
    .option(...JSON_OPTION)
    .addHelpText('after', '\n退出码 exit code: 0 一致或已更新 up to date, 1 不一致 drift, 2 参数有误 wrong arguments')
    .action(
      exits(async ({ check = false, json }: { readonly check?: boolean; readonly json?: boolean }) => {
        const result = updateGenerated(context.root, await context.generators(), check);
        if (json) context.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
        else printResult(result, context);
        return result.exitCode;
      }),
    );
};

const WORDS: Readonly<Record<Drift['kind'], string>> = {
  missing: '缺少 missing',
  changed: '不一致 differs',
  stale: '多余 no longer generated',
  lost: '旧版本契约丢失，请从版本库恢复 contract of an older version, restore it from the repository',
};

const printResult = ({ drift, check }: UpdateResult, { stdout, stderr }: Context): void => {
  if (drift.length === 0) stdout.write('生成的文件均为最新 / generated files are up to date\n');
  for (const { path, kind, difference } of drift) {
    const isDone = !check && kind !== 'lost';
    const line = isDone ? `${kind === 'stale' ? '已删除 removed' : '已写入 written'}  ${path}\n` : `${WORDS[kind]}  ${path}\n`;
    (isDone ? stdout : stderr).write(check && difference ? `${line}${difference.replace(/^/gm, '    ')}\n` : line);
  }
  if (check && drift.length > 0) stderr.write('请运行 run: npm run generate\n');
};
