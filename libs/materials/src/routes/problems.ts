import { ProblemException } from '@minglu/http';
import type { FileFinding } from '../port.js';

/** A finding as answers have it. */
export const shownFinding = ({ severity, code, zh, en }: FileFinding) => ({ severity, code, message: { zh, en } });

/** The file is not taken, for these reasons. */
export const materialRefused = (found: readonly FileFinding[]): ProblemException => refusedFor('material-refused', found);
/** The file cannot be checked or stored now; it may be sent again. */
export const materialNotNow = (found: readonly FileFinding[]): ProblemException => refusedFor('material-unavailable', found);

const refusedFor = (code: string, found: readonly FileFinding[]): ProblemException =>
  new ProblemException(
    code,
    `文件未予接收：${found.map(({ zh }) => zh).join('；')}`,
    `the file is not taken: ${found.map(({ en }) => en).join('; ')}`,
    {
      findings: found.map(shownFinding),
    },
  );

/** One answer for a file that is not stored and for one that the reader has no right to. */
export const unknownMaterial = (sha256: string): ProblemException =>
  new ProblemException('unknown-id', `没有材料 ${sha256}`, `there is no material ${sha256}`, { sha256 });

export const unknownUpload = (id: string): ProblemException =>
  new ProblemException('unknown-id', `没有上传 ${id}，或已结束`, `there is no upload ${id}, or it is over`, { id });

export const groundNeeded = (): ProblemException =>
  new ProblemException(
    'ground-needed',
    '该文件随封存的内容提交，查阅须以 ground 写明理由',
    'the file came with a sealed text: state the ground of reading it, as ground',
  );
