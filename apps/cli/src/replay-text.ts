import { inShanghai, ROLE_NAMES, type Instant } from '@minglu/kernel';
import { DEADLINE_NAMES, FLAG_LABELS, STATUS_LABELS, type Replay, type ReplayStep } from '@minglu/projections';
import type { EventDifference, MomentDifference } from '@minglu/projections/adapters';
import { table } from './wide-text.js';

/** `2025-09-25 07:00:00`, in Shanghai. */
const local = (instant: Instant): string => inShanghai(instant).slice(0, 19).replace('T', ' ');
const statusWords = (status: Replay['dossier']['status'] | null): string => (status === null ? '—' : STATUS_LABELS[status]);

/** A dossier at a moment, for a terminal. */
export const replayText = ({
  at,
  knownAt,
  version,
  contentHash,
  position,
  link,
  dossier,
  actions,
  event,
  inForce,
  title,
}: Replay): string => {
  const { rulePackage, indicatorSystem, calendar, policies } = inForce;
  const set = policies.filter(({ isDefault }) => !isDefault).map(({ zh, value }) => `${zh}＝${String(value)}`);
  const facts = table([
    ['案卷 dossier', `${dossier.caseId}  ${dossier.applicantName}`],
    ['有效 at', `${local(at)}（北京时间 Asia/Shanghai）`],
    ['所知 known', local(knownAt)],
    ['版本 version', `${version}  ${contentHash}`],
    ['位置 position', String(position)],
    ['状态 status', `${statusWords(dossier.status)}  ${dossier.status}`],
    ['标记 flags', dossier.flags.map((flag) => `${FLAG_LABELS[flag]} ${flag}`).join('、') || '—'],
    ['称号 title', dossier.titleId ?? '—'],
    [
      '规则 rules',
      `规则包 ${rulePackage ?? '—'}，指标体系 ${indicatorSystem ?? '—'}，放假安排第 ${calendar.version} 版（${calendar.years.join('、')}）`,
    ],
    ['口径 policies', set.join('，') || '均为默认 all by default'],
  ]);
  const deadlines = dossier.deadlines.map(({ kind, of, lastDay, open, provisional }) => [
    DEADLINE_NAMES[kind],
    of,
    lastDay,
    `${open ? '未了结 open' : '已了结 closed'}${provisional ? '，暂定 provisional' : ''}`,
  ]);
  const reminders = dossier.reminders.map(({ message, dueOn }) => [message.zh, dueOn]);
  const possible = actions
    .filter(({ couldHappen }) => couldHappen)
    .map(({ title: act, command, roles }) => [act.zh, command, roles.map((role) => ROLE_NAMES[role] ?? role).join('、')]);
  const last = [[`${version}`, title.zh, event.type, local(event.occurredAt)]];
  return [
    facts,
    section('期限 deadlines', deadlines),
    section('应及时办理 reminders', reminders),
    `\n最后一件 last event\n${table(last, '  ')}  ${event.receipt.sentence.zh}\n`,
    section('当时可以办理 could happen', possible),
    `\n固定链接 permanent link\n  ${link}\n`,
  ].join('');
};

const section = (name: string, rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : `\n${name}\n${table(rows, '  ')}`;

/** The steps of a dossier, each with its changes below it. */
export const stepsText = (steps: readonly ReplayStep[]): string => {
  const rows = steps.map(({ version, occurredAt, recordedAt, title, type, status }) => [
    String(version).padStart(4),
    local(occurredAt),
    local(recordedAt),
    title.zh,
    statusWords(status),
    type,
  ]);
  const lines = table([['   #', '发生 occurred', '记录 recorded', '事件 event', '状态 status', ''], ...rows]).split('\n');
  const changes = steps.map(({ changes: of }) => of.map(({ sentence }) => `      ${sentence.zh}\n`).join(''));
  return [`${lines[0]}\n`, ...steps.map((_, index) => `${lines[index + 1]}\n${changes[index]}`)].join('');
};

/** The difference between two moments, or two events. */
export const differenceText = ({ from, to, changes, total }: MomentDifference | EventDifference): string => {
  const more = total > changes.length ? `另有 ${total - changes.length} 项 and others\n` : '';
  return `${table([
    ['前 from', sideOf(from)],
    ['后 to', sideOf(to)],
  ])}\n${changes.map(({ sentence }) => `  ${sentence.zh}\n`).join('') || '  无差异 no difference\n'}${more}`;
};
const sideOf = (side: MomentDifference['from'] | EventDifference['from']): string => {
  if (!side) return '尚无此案卷 not yet';
  if ('eventId' in side) return `第 ${side.version} 步 step ${side.version}，${side.title.zh} ${side.type}，${local(side.occurredAt)}`;
  return `${local(side.at)}，按 ${local(side.knownAt)} 所知，第 ${side.version} 版 version ${side.version}`;
};
