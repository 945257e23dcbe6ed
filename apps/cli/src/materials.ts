import { join } from 'node:path';
import type { Command } from 'commander';
import { checkMaterials, postgresRegister, removeLeftovers, type MaterialReport } from '@minglu/materials';
import { asOwner, materialSettings, namedInLog, openMaterialStore } from '@minglu/system';
import { dataFolder, JSON_OPTION, type AddCommand, type Context } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

const EXITS = `退出码 exit code: 0 完好 in order, 1 有文件丢失或损坏 a file is lost or damaged,
                  6 只有可清理的残留 only leftovers that may be removed, 2 用法或设置有误 wrong usage or setting`;
const LEFTOVERS = 6;
/** One has the lock of a file, and the other asks whether an event names it. */
const CONNECTIONS = 2;

interface Options {
  readonly json?: boolean;
  readonly hash: boolean;
  readonly after?: string;
  readonly remove?: boolean;
}

export const addMaterials: AddCommand = (program, context, exits) => {
  const materials = program
    .command('materials')
    .summary('材料文件 / the files of materials')
    .description('存放的材料文件 / The files that are stored.')
    .usage('check [options]');
  materials.addHelpText('after', `\n${EXITS}`);
  materials
    .command('check')
    .summary('核对文件与登记 / compare files with their rows')
    .description(
      `逐个核对登记与文件，重新计算 SHA-256 和 SM3。残留是没有登记的文件和已放弃的上传；默认不作改动
Compares each row with its file and computes both digests again. Leftovers are files without a row and abandoned uploads. Changes nothing by default.`,
    )
    .option(...JSON_OPTION)
    .option('--no-hash', '只核对有无和长度 / compare presence and length alone')
    .option('--after <sha256>', '从此摘要之后接着核对 / go on after this digest')
    .option(
      '--remove',
      '清理一天以前的残留；恢复过旧备份的，先不要用 / remove leftovers older than a day; not after a restore of an older backup',
    )
    .addHelpText(
      'after',
      `${DATABASE_HELP}
文件的位置由 MINGLU_MATERIALS_FOLDER 或 MINGLU_MATERIALS_BUCKET 决定 / these variables say where the files are
${EXITS}`,
    )
    .action(exits((options: Options, command: Command) => check(context, command, options)));
};

const check = (context: Context, command: Command, { json = false, hash, after, remove = false }: Options): Promise<number> => {
  if (after !== undefined && !/^[0-9a-f]{64}$/.test(after)) return command.error('--after 应为 SHA-256 / --after takes a SHA-256');
  const settings = materialSettings(context.env, join(dataFolder(context), 'materials'));
  return withOwnerDatabase(context, command, (url) =>
    asOwner(
      url,
      async (owner) => {
        const store = await openMaterialStore(settings);
        try {
          const checked = { store, register: postgresRegister(owner), isHeld: namedInLog(owner) };
          const onProgress = ({ files, sha256 }: { readonly files: number; readonly sha256: string }): void => {
            if (!json && context.stderr.isTTY) context.stderr.write(`\r已核对 checked ${files} (${sha256})`);
          };
          const report = await checkMaterials(checked, { hash, after, onProgress });
          const removed = remove ? await removeLeftovers(checked) : null;
          context.stdout.write(json ? `${JSON.stringify({ ...report, removed })}\n` : `${linesOf(report).join('\n')}\n`);
          if (removed && !json) context.stdout.write(`已清理 removed ${removed.orphans} + ${removed.uploads} + ${removed.drafts}\n`);
          if (report.lost.length + report.damaged.length > 0) return 1;
          return report.orphans.length + report.abandoned.length > 0 && !remove ? LEFTOVERS : 0;
        } finally {
          store.close?.();
        }
      },
      CONNECTIONS,
    ),
  );
};

const linesOf = ({ files, hashedBytes, lost, damaged, orphans, abandoned }: MaterialReport): readonly string[] => [
  `文件 files ${files}，重新计算 hashed ${hashedBytes} B`,
  ...lost.map((sha256) => `丢失 lost: ${sha256}`),
  ...damaged.map((sha256) => `损坏 damaged: ${sha256}`),
  ...orphans.map(({ sha256, size }) => `没有登记 without a row: ${sha256} (${size} B)`),
  ...abandoned.map((id) => `已放弃的上传 abandoned upload: ${id}`),
];
