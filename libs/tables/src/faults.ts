import type { Bilingual } from '@minglu/kernel';

/** A fault of a file, a sheet or a cell. A notice reports a correction, and lets the import go on. */
export interface Fault extends Bilingual {
  readonly severity: 'error' | 'notice';
  readonly code: string;
}

/** A fault with its place. `row` counts from 1, as Excel shows it. */
export interface Finding extends Fault {
  readonly sheet: string | null;
  readonly cell: string | null;
  readonly row: number | null;
  /** The title of the column. */
  readonly column: string | null;
}

const error = (code: string, zh: string, en: string): Fault => ({ severity: 'error', code, zh, en });
const notice = (code: string, zh: string, en: string): Fault => ({ severity: 'notice', code, zh, en });
const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** The faults of a file that is not read at all. */
export const fileFaults = {
  notWorkbook: () => error('not-a-workbook', '文件不是 .xlsx 工作簿', 'the file is no .xlsx workbook'),
  oldFormat: () =>
    error(
      'encrypted-or-old',
      '文件已加密，或者是旧格式 .xls；请取消密码并另存为 .xlsx',
      'the file is encrypted, or an old .xls: save it as .xlsx without a password',
    ),
  damaged: () => error('damaged', '文件不完整或已损坏，请重新保存后上传', 'the file is truncated or damaged: save it again'),
  macros: () => error('has-macros', '文件含有宏，请另存为不含宏的 .xlsx', 'the file has macros: save it as .xlsx without them'),
  externalLinks: () => error('external-links', '文件链接到其他文件，请断开链接后上传', 'the file links to other files: break the links'),
  unsafeName: (name: string) =>
    error('unsafe-part-name', `文件内有不安全的路径：${shown(name)}`, `the file has a part with an unsafe name: ${shown(name)}`),
  tooManyParts: (most: number) => error('too-many-parts', `文件内的部件超过 ${most} 个`, `the file has more than ${most} parts`),
  tooLarge: (mebibytes: number) =>
    error('too-large-unpacked', `文件展开后超过 ${mebibytes} MiB`, `the file is larger than ${mebibytes} MiB when unpacked`),
  bomb: () => error('zip-bomb', '文件的压缩比异常，不予读取', 'the file is compressed beyond reason and is not read'),
  tooSlow: () => error('too-costly', '读取文件超出允许的时间或内存', 'reading the file takes more time or memory than is allowed'),
};

/** The faults of a sheet and its header. */
export const sheetFaults = {
  noSheet: () => error('no-sheet', '工作簿中没有可见的工作表', 'the workbook has no visible sheet'),
  hiddenSheet: (name: string) => notice('hidden-sheet', `隐藏的工作表“${name}”未读取`, `the hidden sheet “${name}” is not read`),
  otherSheet: (name: string) => notice('sheet-not-read', `工作表“${name}”未读取`, `the sheet “${name}” is not read`),
  noHeader: (titles: string) => error('no-header', `没有找到表头，应有：${titles}`, `no header was found; it has: ${titles}`),
  missing: (title: string) => error('column-missing', `缺少“${title}”列`, `the column “${title}” is missing`),
  missingOptional: (title: string) =>
    notice('column-absent', `没有“${title}”列，按未填处理`, `without the column “${title}”: read as empty`),
  unknown: (title: string) => notice('column-unknown', `“${shown(title)}”列不属于本表，未读取`, `the column “${shown(title)}” is not read`),
  moved: (title: string) =>
    notice('column-moved', `“${title}”列的位置与模板不同，已按表头读取`, `the column “${title}” has moved; it was read by its header`),
  twice: (title: string) => error('column-twice', `“${title}”列出现两次`, `the column “${title}” is there twice`),
  headerUnit: (unit: string) =>
    error(
      'header-unit',
      `表头写有单位“${unit}”；本表的单位逐行填在“单位”列，请核对数值后删去`,
      `the header has the unit “${unit}”: units stand in their own column; check the values and take it away`,
    ),
  hiddenColumn: (title: string) =>
    error('hidden-column', `“${title}”列被隐藏，请取消隐藏并核对`, `the column “${title}” is hidden: show and check it`),
  noRows: () => error('no-rows', '没有填写任何一行', 'no row is filled in'),
  tooManyRows: (most: number) => error('too-many-rows', `超过 ${most} 行`, `more than ${most} rows`),
  tooLong: (kibibytes: number) =>
    error(
      'table-too-long',
      `内容超过一次办理的上限 ${kibibytes} KiB，请分次报送`,
      `the table is longer than one command may be (${kibibytes} KiB)`,
    ),
};

/** The faults of a row. */
export const rowFaults = {
  hidden: () => error('hidden-row', '该行被隐藏，请取消隐藏并核对', 'the row is hidden: show and check it'),
  twice: (first: number) => error('row-twice', `与第 ${first} 行重复`, `repeats row ${first}`),
  emptyBetween: () => notice('empty-row', '中间有空行，已跳过', 'an empty row in between was skipped'),
};

/** The faults of a cell. */
export const cellFaults = {
  formula: () => error('formula', '单元格是公式，请改为数值（复制后“选择性粘贴—数值”）', 'the cell has a formula: paste its value instead'),
  errorValue: (text: string) => error('error-value', `单元格是错误值 ${text}`, `the cell has the error ${text}`),
  merged: () => error('merged', '单元格已合并，请取消合并并逐行填写', 'the cell is merged: split it and fill in each row'),
  required: (title: string) => error('required', `“${title}”必填`, `“${title}” is needed`),
  date: () =>
    error('date-not-number', '单元格是日期格式，这里应填数值或文字', 'the cell is formatted as a date; a number or a text is wanted'),
  notDay: () => error('not-a-day', '应填日期，例如 2025-06-30', 'a day is wanted, such as 2025-06-30'),
  truthValue: () => error('truth-value', '这里不能填 TRUE 或 FALSE', 'TRUE or FALSE is no answer here'),
  notNumber: (text: string) =>
    error('not-a-number', `“${shown(text)}”不是数值；不要写单位和说明`, `“${shown(text)}” is no number: write no unit and no words`),
  notInteger: (text: string) => error('not-an-integer', `“${shown(text)}”不是整数`, `“${shown(text)}” is no whole number`),
  tooManyDigits: () =>
    error(
      'too-many-digits',
      '超过 15 位有效数字，Excel 不能精确保存；请按统计口径四舍五入，或设为文本格式后填写',
      'more than 15 digits, which Excel does not keep: round the figure, or write it into a cell formatted as text',
    ),
  outOfRange: (min: number, max: number) => error('out-of-range', `应在 ${min} 至 ${max} 之间`, `must be from ${min} to ${max}`),
  notInList: (text: string, labels: string) =>
    error('not-in-list', `“${shown(text)}”不在列表中，可填：${labels}`, `“${shown(text)}” is not in the list: ${labels}`),
  notId: (text: string) =>
    error(
      'not-an-id',
      `“${shown(text)}”不是标识：字母、数字和 . _ -，至多 64 个`,
      `“${shown(text)}” is no id: letters, digits and . _ -, at most 64`,
    ),
  tooLong: (most: number) => error('too-long', `超过 ${most} 个字`, `longer than ${most} characters`),
  specialForm: (text: string) =>
    error(
      'special-form',
      `“${shown(text)}”含有上标、下标、带圈等特殊字形，请改用普通数字和字母`,
      `“${shown(text)}” has superscripts, circled digits or other special forms: use plain digits and letters`,
    ),
  fullWidth: (text: string) => notice('full-width', `全角字符已按半角读取：${text}`, `full-width characters were read as ${text}`),
  spaces: () => notice('spaces', '首尾的空格已去除', 'spaces at the ends were taken away'),
  thousands: (text: string) =>
    notice('thousands-separator', `千位分隔符已去除：${text}`, `the separators of thousands were taken away: ${text}`),
  percent: (text: string) => notice('percent', `百分比格式已按 ${text}% 读取`, `the percentage was read as ${text} in %`),
};

/** The faults that the rules of a table find. */
export const ruleFaults = {
  unknownIndicator: (id: string, system: string) =>
    error('unknown-indicator', `指标体系 ${system} 中没有 ${id}`, `${id} is not in the indicator system ${system}`),
  otherName: (id: string, name: string) =>
    error(
      'name-differs',
      `${id} 的名称应为“${name}”，请核对编号与名称是否错行`,
      `the name of ${id} is “${name}”: check that no row has slipped`,
    ),
  otherUnit: (id: string, unit: string, given: string) =>
    error(
      'other-unit',
      `${id} 的单位为“${unit}”，所填为“${shown(given)}”，请换算后填写`,
      `the unit of ${id} is “${unit}”, not “${shown(given)}”: convert the figure`,
    ),
  notOfPhase: () =>
    error(
      'not-of-a-phase',
      '阶段目标没有这一项；属于总体目标的，请清空“阶段”',
      'a target of a phase has no such field: empty the phase if this is a goal of the whole plan',
    ),
  withoutPhase: () =>
    error('without-phase', '总体目标没有起止；属于阶段目标的，请填写“阶段”', 'only a phase has a beginning and an end: name the phase'),
  otherSpan: (phase: string, first: string) =>
    error(
      'phase-differs',
      `阶段“${shown(phase)}”的起止与其首行（${shown(first) || '未填'}）不一致`,
      `the phase “${shown(phase)}” states another beginning or end in its first row (${shown(first) || 'none'})`,
    ),
  noGoal: () => error('no-goal', '至少填写一行总体目标：“阶段”留空', 'a plan has at least one goal: a row without a phase'),
  percentUnit: (unit: string) =>
    error('percent-without-unit', `数值是百分比，单位却是“${shown(unit)}”`, `the figure is a percentage, and its unit is “${shown(unit)}”`),
  unknownTitle: (id: string) => error('unknown-title', `没有称号 ${id}`, `there is no title ${id}`),
  otherHolder: (id: string, holder: string) =>
    error(
      'name-differs',
      `称号 ${id} 的持有者为“${holder}”，请核对是否错行；名称已更正的，清空本格`,
      `the holder of ${id} is “${holder}”: check that no row has slipped, or leave the name empty`,
    ),
  unknownDivision: (name: string) => error('unknown-division', `没有行政区划“${shown(name)}”`, `there is no division “${shown(name)}”`),
  otherProvince: (name: string) =>
    error('other-province', `“${shown(name)}”不在报送的省份`, `“${shown(name)}” does not lie in the province of the table`),
};
