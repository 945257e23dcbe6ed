import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, openSync, closeSync, fsyncSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  Malformed,
  readOpenings,
  readZip,
  withOpenings,
  withSealedFiles,
  writeZip,
  type Files,
  type OpenedFile,
  type StreamedArchive,
} from '@minglu/audit';
import { WrongSetting } from '@minglu/casework';
import { exportOnCommandLine, materialSettings } from '@minglu/system';
import { dataFolder, JSON_OPTION, keysOf, type AddCommand, type Context } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';
import { progressLine } from './progress-line.js';

interface ExportOptions {
  readonly out: string;
  readonly reasons?: string;
  readonly order?: string;
  readonly person: string;
  readonly json?: boolean;
}

interface OpenOptions {
  readonly openings?: string;
  readonly sealed?: readonly string[];
  readonly out: string;
}

/** The extension of a file is for people. One that a package cannot have becomes `bin`. */
const openedFile = (path: string, content: Buffer): OpenedFile => {
  const extension = extname(path).slice(1).toLowerCase();
  return { content, extension: /^[a-z0-9]+$/.test(extension) ? extension : 'bin' };
};

export const addEvidence: AddCommand = (program, context, exits) => {
  const evidence = program
    .command('evidence')
    .summary('证据包 / evidence packages')
    .description('证据包：导出案卷或调查，交第三方离线核验 / Evidence packages of cases and investigations, which others verify offline.')
    .addHelpText('after', '退出码 exit code: 0 已办成 done, 1 被拒绝 refused, 2 用法或设置有误 wrong usage or setting');
  evidence
    .command('export [subject]')
    .description(
      `导出案卷、称号或调查的证据包。导出记入案卷；文件写完才有其名
Exports the evidence package of a case, a title or an investigation. The export is an event of the case. The file has its name once it is whole.`,
    )
    .requiredOption('--out <file>', '证据包的文件，不得已存在 / the file of the package; it must not exist')
    .option('--reasons <text>', '理由，记入案卷 / the reasons, which the case keeps')
    .option('--order <exportId>', '重新取得本人此前导出的证据包 / the package of an earlier export of the same person, once more')
    .option('--person <name>', '导出人（默认本机用户） / the person who exports (default: the user)', userInfo().username)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}
密钥来自 MINGLU_MASTER_KEY 或数据文件夹 / the key is that of MINGLU_MASTER_KEY or of the data folder
退出码 exit code: 0 已导出 exported, 1 被拒绝 refused, 2 用法或设置有误 wrong usage or setting`,
    )
    .action(exits((subject: string | undefined, options: ExportOptions, command: Command) => exportTo(context, command, subject, options)));
  evidence
    .command('open <package>')
    .description(
      `把依权限打开的原文和封存的文件加入证据包（离线）：核验程序与事件的承诺值核对
Adds opened texts and sealed files that the caller may read (offline). The verifier compares them with the commitments of the log.`,
    )
    .option('--openings <file>', 'POST /unmaskings/…/readings 或 /events/…/disclosures 的答复 / the answer of one of these routes')
    .option(
      '--sealed <files...>',
      '以 ?ground= 取得的封存文件；同一事件的须一并给出 / sealed files, downloaded with ?ground=; give all those of one event',
    )
    .requiredOption('--out <file>', '新的证据包 / the new package')
    .action(
      exits(async (file: string, { openings, sealed = [], out }: OpenOptions, command: Command) => {
        if (openings === undefined && sealed.length === 0)
          return command.error('须给出 --openings 或 --sealed / give --openings or --sealed');
        const to = newFile(context, command, out);
        const read = (path: string): Buffer => readFileSync(resolve(context.cwd, path));
        const files = named(() => {
          const packed: Files = readZip(read(file));
          const texts = openings === undefined ? packed : withOpenings(packed, readOpenings(read(openings)));
          return sealed.length === 0
            ? texts
            : withSealedFiles(
                texts,
                sealed.map((path) => openedFile(path, read(path))),
              );
        });
        writeFileSync(`${to}.part`, writeZip(files), { flush: true });
        publish(to);
        return 0;
      }),
    );
};

const exportTo = async (
  context: Context,
  command: Command,
  subject: string | undefined,
  { out, reasons, order, person, json = false }: ExportOptions,
): Promise<number> => {
  if ((subject === undefined) === (order === undefined)) return command.error('须有案卷，或 --order，不得兼有 / give a subject or --order');
  if (subject !== undefined && !reasons) return command.error('须写明 --reasons / --reasons is needed');
  const to = newFile(context, command, out);
  const keys = keysOf(context, false);
  const materials = materialSettings(context.env, join(dataFolder(context), 'materials'));
  const progress = progressLine(context.stderr);
  let sha256 = '';
  const done = await withOwnerDatabase(context, command, (databaseUrl) =>
    exportOnCommandLine(
      { databaseUrl, keys, materials },
      { person, of: order === undefined ? { subject: subject!, reasons: reasons! } : { exportId: order } },
      async (archive) => {
        // The package can be had again by its order, also if this process ends here.
        if (!json) context.stderr.write(`证据包 order: ${archive.exportId}\n`);
        sha256 = await writeArchive(to, archive, (written) => progress.show('证据包 evidence package', written, archive.size));
        progress.end();
      },
    ),
  );
  if (done.outcome === 'exported') {
    const { size } = statSync(to);
    context.stdout.write(
      json
        ? `${JSON.stringify({ exportId: done.exportId, file: to, size, sha256 })}\n`
        : `已导出 / exported: ${to}  ${size} B  SHA-256 ${sha256}\n`,
    );
    return 0;
  }
  const { code, message } =
    done.outcome === 'refused'
      ? done.refusal
      : { code: 'unknown-id', message: { zh: `没有本人导出的 ${order}`, en: `this person has ordered no package ${order}` } };
  context.stderr.write(`${code}: ${message.zh} / ${message.en}\n`);
  return 1;
};

const newFile = (context: Context, command: Command, out: string): string => {
  const to = resolve(context.cwd, out);
  if (existsSync(to)) return command.error(`已存在 / exists already: ${to}`);
  if (!existsSync(dirname(to))) return command.error(`没有文件夹 / no such folder: ${dirname(to)}`);
  return to;
};

/** Writes beside the file. It gets its name when all bytes are on the disk, so a part is never taken for a package. */
const writeArchive = async (to: string, archive: StreamedArchive, onWritten: (bytes: number) => void): Promise<string> => {
  const digest = createHash('sha256');
  const file = createWriteStream(`${to}.part`, { mode: 0o600, flush: true });
  const failed = once(file, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  let written = 0;
  for await (const chunk of archive.bytes()) {
    digest.update(chunk);
    written += chunk.length;
    if (!file.write(chunk)) await Promise.race([once(file, 'drain'), failed]);
    onWritten(written);
  }
  file.end();
  await Promise.race([once(file, 'close'), failed]);
  publish(to);
  return digest.digest('hex');
};

const publish = (to: string): void => {
  renameSync(`${to}.part`, to);
  const folder = openSync(dirname(to), 'r');
  fsyncSync(folder);
  closeSync(folder);
};

/** @throws WrongSetting with the reason */
const named = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Malformed) throw new WrongSetting(error.reason);
    throw new WrongSetting((error as Error).message);
  }
};
