import type { TokenKind } from './consistency-token.js';
import { ProblemException } from './problem.js';

const NOT_ISSUED: Readonly<Record<TokenKind, readonly [zh: string, en: string]>> = {
  after: ['after 须取自命令的答复', 'after is taken from the answer of a command'],
  changes: ['cursor 须为本人之前取得的 cursor', 'cursor is one that this caller was given before'],
  feed: ['after 须为之前取得的 cursor', 'after is a cursor that was given before'],
  list: ['cursor 须为同一列表（筛选和排序相同）上一页的 next', 'cursor is the next of the page before, of the same filters and order'],
  log: ['after 须为位次或之前取得的 cursor', 'after is a position, or a cursor that was given before'],
};

/** The problem of a token that was invented, changed, or issued for something else or with another key. */
export const tokenNotIssued = (kind: TokenKind): ProblemException =>
  new ProblemException('invalid-request', ...NOT_ISSUED[kind], {
    issues: [{ path: kind === 'list' || kind === 'changes' ? '/cursor' : '/after', problem: NOT_ISSUED[kind][1] }],
  });

const OTHER_LOG = ['此标记属于另一日志，请不带此标记从头读取', 'this token is of another log: begin without it'] as const;
const COMMAND_LOST = [
  '日志已自较早的备份恢复，其中没有这一命令：请核对案卷，缺则重新提交',
  'the log was restored from an older copy and lacks this command: look at the case, and give the command again if it is missing',
] as const;
const GO_ON = [
  '日志已自较早的备份恢复：分叉之后取得的内容作废，请自 details.cursor 续读',
  'the log was restored from an older copy: drop what was read after the two part, and go on from details.cursor',
] as const;
const BEGIN_AGAIN = [
  '日志已自较早的备份恢复，分叉处不明：此前取得的内容作废，请从头读取',
  'the log was restored from an older copy, and nothing says where the two part: drop what was read, and read from the beginning',
] as const;

/**
 * The problem of a token from another log, or from a branch that is no more.
 *
 * @param details `cursor`: a token where the two part, from which its reader can go on; null if that is not known
 */
export const otherBranch = (
  kind: TokenKind,
  cause: 'other-log' | 'other-branch',
  details: Readonly<Record<string, unknown>> & { readonly cursor: string | null },
): ProblemException => {
  const [zh, en] = cause === 'other-log' ? OTHER_LOG : kind === 'after' ? COMMAND_LOST : details.cursor === null ? BEGIN_AGAIN : GO_ON;
  return new ProblemException('other-branch', zh, en, { cause, ...details });
};
