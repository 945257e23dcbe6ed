import { createHash } from 'node:crypto';
import type { RecordedLine } from '@minglu/access';
import { inShanghai, ROLE_NAMES, type Bilingual, type Instant } from '@minglu/kernel';
import { FLAG_LABELS, nameOfField, STATUS_LABELS, wordOf, type VisibleDossier, type VisibleEvent } from '@minglu/projections';
import { markup, type Html } from './html.js';

/** A file that the events of a package name. `sealed`: it may say who a person is. `damaged`: its bytes have another digest. */
export interface ListedMaterial {
  readonly sha256: string;
  readonly name: string | null;
  readonly state: 'packed' | 'absent' | 'damaged' | 'sealed';
  /** In bytes; null unless it is packed. */
  readonly size: number | null;
}

/** A stream of the package, with its events that are not shown. */
interface ListedStream {
  readonly stream: string;
  readonly events: number;
  readonly withheld: number;
}

/** The facts of a package that the index shows. */
export interface IndexFacts {
  readonly exportId: string;
  readonly investigationId: string | null;
  readonly reasons: string;
  readonly exportedBy: string;
  readonly exportedAt: Instant;
  readonly origin: string;
  /** Leaves of the checkpoint. */
  readonly size: number;
  readonly dossier: VisibleDossier;
  readonly events: readonly VisibleEvent[];
  readonly titleOf: (type: string) => Bilingual;
  readonly streams: readonly ListedStream[];
  readonly materials: readonly ListedMaterial[];
  readonly lines: readonly RecordedLine[];
}

const STYLE = `
@page { size: A4; margin: 18mm 16mm; @bottom-center { content: counter(page) ' / ' counter(pages); font-size: 8pt; color: #555; } }
body { max-width: 180mm; margin: 0 auto; padding: 8mm 0; color: #111; background: #fff; font: 10.5pt/1.6 "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif; }
h1 { margin: 0 0 2mm; font-size: 20pt; text-align: center; letter-spacing: .1em; }
h2 { margin: 9mm 0 2mm; padding-bottom: 1mm; border-bottom: .6pt solid #111; font-size: 13pt; break-after: avoid; }
p { margin: 1.5mm 0; }
.sub { text-align: center; color: #444; }
table { width: 100%; margin: 2mm 0; border-collapse: collapse; font-size: 9pt; line-height: 1.45; }
th, td { padding: 1mm 1.6mm; border: .4pt solid #888; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead { display: table-header-group; }
thead th { background: #eee; white-space: nowrap; }
tr { break-inside: avoid; }
th[scope=row] { width: 26mm; background: #f6f6f6; font-weight: normal; }
code { font: 8pt/1.4 "Noto Sans Mono", Consolas, Menlo, monospace; overflow-wrap: anywhere; }
article { margin: 3mm 0 4mm; }
article > header { break-after: avoid; }
article > header b { font-size: 11pt; }
.meta { color: #444; font-size: 9pt; }
.n { white-space: nowrap; }
.mask { color: #555; }
pre { margin: 2mm 0; padding: 2mm; border: .4pt solid #888; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt; }
`;
/** The page may show its own style and nothing else: no script, no picture, no address. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The index of a package for readers: HTML for A4 that needs no server and runs no script. */
export const indexPage = (facts: IndexFacts): string => {
  const { dossier } = facts;
  const name = facts.investigationId === null ? '案卷' : '调查';
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>证据包 ${facts.exportId}</title>
<style>${styleSheet}</style>
</head>
<body>
<h1>证据包</h1>
<p class="sub">${dossier.applicantName}\u3000${name} ${facts.investigationId ?? dossier.caseId}</p>
${coverOf(facts)}
<h2>核验</h2>
<p>本页供阅读，不是证明。证明是包内的事件、叶、检查点及其签名；公钥和见证政策须从本包以外取得：</p>
<pre>node minglu-verify.mjs package --policy 政策文件 证据包.zip</pre>
<p>退出码 0：完整、无缺、未改。1：签名或证明不成立。3：见证不足。4：内容与日志所承诺的不符。详见同一文件夹的 README.txt。</p>
<h2>事件（${facts.events.length}）</h2>
${facts.events.map((event) => eventOf(event, facts.titleOf))}
<h2>材料（${facts.materials.length}）</h2>
${tableOf(
  ['名称', '状态', '字节', 'SHA-256'],
  facts.materials.map(({ name: shown, state, size, sha256 }) => [
    markup`${shown ?? '—'}`,
    markup`<span class="n">${MATERIAL_STATES[state]}</span>`,
    markup`${size ?? '—'}`,
    markup`<code>${sha256}</code>`,
  ]),
)}
<h2>事件流</h2>
<p>每条流自第 1 版起连续，映射证明其后再无事件。未附内容的事件，其叶仍在链上。</p>
${tableOf(
  ['流', '事件', '未附内容'],
  facts.streams.map(({ stream, events, withheld }) => [markup`<code>${stream}</code>`, markup`${events}`, markup`${withheld}`]),
)}
<h2>查阅记录（${facts.lines.length}）</h2>
<p>截至首次取得本证据包之时。</p>
${tableOf(
  ['位次', '时间', '人员', '事项', '对象', '理由', '地址'],
  facts.lines.map((line) => [
    markup`${line.position}`,
    markup`${local(line.recordedAt)}`,
    markup`${line.person}（${ROLE_NAMES[line.role] ?? line.role}，${line.org}）`,
    markup`${READINGS[line.act]}`,
    markup`${line.subject ?? '—'}`,
    markup`${line.ground ?? '—'}`,
    markup`${line.address}`,
  ]),
)}
</body>
</html>
`.text;
};

/** The style is ours, and holds no part of a case. Escaping would change its quotes. */
const styleSheet = markup([STYLE] as unknown as TemplateStringsArray);

const coverOf = (facts: IndexFacts): Html => {
  const { dossier, exportedAt, exportedBy } = facts;
  const rows: readonly (readonly [string, string])[] = [
    ['证据包', facts.exportId],
    ['案卷', dossier.caseId],
    ['称号', dossier.titleId ?? '无'],
    ...(facts.investigationId === null ? [] : [['调查', facts.investigationId] as const]),
    ['状态', [STATUS_LABELS[dossier.status], ...dossier.flags.map((flag) => FLAG_LABELS[flag])].join('，')],
    ['导出', `${exportedBy}，${local(exportedAt)}（北京时间）`],
    ['理由', facts.reasons],
    ['日志', facts.origin],
    ['检查点', `前 ${facts.size} 个事件`],
    ['个人信息', '已封存，不在本页'],
  ];
  return markup`<table><tbody>${rows.map(([label, value]) => markup`<tr><th scope="row">${label}</th><td>${value}</td></tr>`)}</tbody></table>`;
};

const MATERIAL_STATES: Readonly<Record<ListedMaterial['state'], string>> = {
  packed: '已附',
  absent: '未存入本系统，未附',
  damaged: '存件已损坏，未附',
  sealed: '封存，未附',
};

const READINGS: Readonly<Record<RecordedLine['act'], string>> = {
  dossier: '案卷',
  history: '案卷的历史',
  list: '列表',
  title: '称号',
  person: '人员',
  log: '日志',
  event: '事件',
  export: '导出',
  text: '封存的原文',
  material: '材料',
  identity: '身份',
  'access-log': '查阅记录',
};

const eventOf = (
  { version, eventId, type, data, occurredAt, recordedAt, actor, receipt }: VisibleEvent,
  titleOf: IndexFacts['titleOf'],
): Html => {
  const who = [actor.person, actor.role && (ROLE_NAMES[actor.role] ?? actor.role), actor.org].filter(Boolean).join('，');
  // The case stands on the first page.
  const rows = Object.entries(data).filter(([field, value]) => field !== 'caseId' && value !== undefined && value !== null);
  return markup`<article>
<header><b>${version}\u3000${titleOf(type).zh}</b></header>
<p class="meta">${local(occurredAt)}\u3000${who}\u3000入册 ${local(recordedAt)}</p>
<p class="meta"><code>${eventId}</code></p>
<p>${receipt.sentence.zh}</p>
<table><tbody>${rows.map(([field, value]) => markup`<tr><th scope="row">${nameOfField(field) ?? field}</th><td>${valueOf(value)}</td></tr>`)}</tbody></table>
</article>
`;
};

const valueOf = (value: unknown): Html => {
  if (value === null || value === undefined) return markup`无`;
  if (typeof value === 'boolean') return markup`${value ? '是' : '否'}`;
  if (typeof value === 'string') return markup`${INSTANT.test(value) ? local(value) : wordOf(value)}`;
  if (typeof value !== 'object') return markup`${String(value)}`;
  if (isSeal(value)) return markup`<span class="mask">（已封存）</span>`;
  if (Array.isArray(value))
    return value.length === 0 ? markup`无` : markup`${value.map((one, index) => markup`${index === 0 ? '' : '；'}${valueOf(one)}`)}`;
  const fields = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return markup`${fields.map(([name, one], index) => markup`${index === 0 ? '' : '，'}${nameOfField(name) ?? name} ${valueOf(one)}`)}`;
};
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isSeal = (value: object): boolean => Object.keys(value).sort().join() === 'commitment,ref';

const tableOf = (head: readonly string[], rows: readonly (readonly Html[])[]): Html =>
  rows.length === 0
    ? markup`<p>无。</p>`
    : markup`<table><thead><tr>${head.map((one) => markup`<th>${one}</th>`)}</tr></thead><tbody>
${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody></table>`;

/** `2025-09-25 07:00:00`, in Shanghai. */
const local = (instant: string): string =>
  inShanghai(instant as Instant)
    .slice(0, 19)
    .replace('T', ' ');
