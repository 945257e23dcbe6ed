import type { FileFinding } from './port.js';

const error = (code: string, zh: string, en: string): FileFinding => ({ severity: 'error', code, zh, en });
const notice = (code: string, zh: string, en: string): FileFinding => ({ severity: 'notice', code, zh, en });

/** Text of a sender in a message: short, and without characters that hide or turn text. */
const shown = (text: string): string => {
  const plain = text.replace(/[\p{C}\u2028\u2029]/gu, '\uFFFD');
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
};
const mebibytes = (bytes: number): string => String(Math.floor(bytes / 1024 / 1024));

/** The findings about a file. Each code is stable. */
export const findings = {
  empty: () => error('empty-file', '文件没有内容', 'the file is empty'),
  tooLarge: (most: number) =>
    error(
      'too-large',
      `文件超过 ${mebibytes(most)} MiB，请压缩图片或分成几份`,
      `the file is larger than ${mebibytes(most)} MiB: divide it`,
    ),
  truncated: () =>
    error('truncated', '文件不完整：缺少结尾部分，请重新保存后上传', 'the file is incomplete, its end is missing: save and send it again'),
  damaged: () =>
    error('damaged', '文件已损坏，不能读出其结构，请重新保存后上传', 'the structure of the file is damaged: save and send it again'),
  notAllowed: () =>
    error(
      'type-not-allowed',
      '不接收这种文件；可以是 PDF、OFD、Word、Excel、PowerPoint、JPEG、PNG、TIFF，或装有这些文件的 ZIP',
      'files of this kind are not taken: send PDF, OFD, Word, Excel, PowerPoint, JPEG, PNG, TIFF, or a ZIP of them',
    ),
  otherType: (extension: string, kind: string) =>
    error(
      'type-differs',
      `文件名的扩展名是“${shown(extension)}”，内容却是 ${kind}，请改正扩展名`,
      `the extension of the name is “${shown(extension)}”, and the content is ${kind}: correct the extension`,
    ),
  active: (what: string) =>
    error('active-content', `文件含有会运行的内容（${shown(what)}），不予接收`, `the file has content that runs (${shown(what)})`),
  encrypted: () =>
    error('encrypted', '文件已加密或设有密码，请取消后上传', 'the file is encrypted or has a password: take it away and send it again'),
  macros: () => error('has-macros', '文件含有宏，请另存为不含宏的格式', 'the file has macros: save it without them'),
  external: () =>
    error(
      'external-content',
      '文件从别处取模板或内容，打开时会联网，请断开链接后保存',
      'the file takes a template or content from elsewhere when it is opened: break the links',
    ),
  unsafeEntry: (name: string) =>
    error('unsafe-entry-name', `压缩包内有不安全的文件名：${shown(name)}`, `the archive has an entry with an unsafe name: ${shown(name)}`),
  tooManyEntries: (most: number) => error('too-many-entries', `压缩包内的文件超过 ${most} 个`, `the archive has more than ${most} entries`),
  tooLargeUnpacked: (most: number) =>
    error('too-large-unpacked', `展开后超过 ${mebibytes(most)} MiB`, `larger than ${mebibytes(most)} MiB when unpacked`),
  bomb: () => error('zip-bomb', '压缩比异常，不予接收', 'compressed beyond reason'),
  nested: (name: string) =>
    error(
      'nested-archive',
      `压缩包内还有压缩包：${shown(name)}，请展开后上传`,
      `the archive has an archive in it: ${shown(name)}: unpack it`,
    ),
  inEntry: (name: string, { zh, en, ...finding }: FileFinding): FileFinding => ({
    ...finding,
    zh: `压缩包内的“${shown(name)}”：${zh}`,
    en: `“${shown(name)}” in the archive: ${en}`,
  }),
  unsafeName: () =>
    error(
      'unsafe-name',
      '文件名含有控制字符、路径，或超过 255 字节，请改名后上传',
      'the name has control characters or a path, or is longer than 255 bytes: rename the file',
    ),
  notForPublic: () => error('not-for-public', '未登录时只接收 PDF、JPEG、PNG', 'without a token only PDF, JPEG and PNG are taken'),
  otherDigest: () =>
    error(
      'digest-differs',
      '收到的内容与所报的 SHA-256 不同，请重新上传',
      'the content does not have the SHA-256 that was stated: send it again',
    ),
  otherSize: () => error('size-differs', '收到的长度与所报的不同，请重新上传', 'the length is not the one that was stated: send it again'),
  infected: (name: string) => error('virus-found', `查出病毒：${shown(name)}`, `the scanner found a virus: ${shown(name)}`),
  cannotScan: () =>
    error(
      'cannot-be-checked-now',
      '病毒检查暂不可用，文件未予接收，请稍后再传',
      'the virus scanner cannot be reached: nothing was taken, try again later',
    ),
  tooLargeToScan: () => error('too-large-to-scan', '文件超过病毒检查的上限，不予接收', 'the file is larger than the virus scanner takes'),
  notScanned: () =>
    notice('not-scanned', '本系统未配置病毒检查，请自行检查后打开', 'no virus scanner is configured: check the file before you open it'),
  noSpace: () => error('store-full', '存储空间不足，文件未予接收', 'the store is full: nothing was taken'),
  partNumber: (most: number) => error('part-out-of-range', `分片编号应在 1 至 ${most} 之间`, `the number of a part is from 1 to ${most}`),
  partSize: () => error('part-size', '除最后一片外，每片应为 1 至 16 MiB', 'each part is from 1 to 16 MiB long, except for the last one'),
  tooManyUploads: (most: number) =>
    error(
      'too-many-uploads',
      `同时进行的分片上传超过 ${most} 个，请先完成或放弃`,
      `more than ${most} uploads are under way: complete or abandon them`,
    ),
};
