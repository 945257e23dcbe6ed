import { isDecimal, type Decimal } from '@minglu/kernel';
import { normalForm } from '@minglu/regulation';
import { cellFaults, type Fault } from './faults.js';
import type { Cell, SpecialCell } from './sheet.js';
import type { Column, Value } from './table.js';

/** A cell as it was read. With an error the value does not count. */
export interface ReadCell {
  readonly value: Value;
  readonly isPercent: boolean;
  readonly faults: readonly Fault[];
}

const read = (value: Value, faults: readonly Fault[] = [], isPercent = false): ReadCell => ({ value, isPercent, faults });
const wrong = (fault: Fault): ReadCell => read(null, [fault]);

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const GROUPED = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
/** Spaces of all kinds, and characters without width. */
const BLANK = /[\s\p{Cf}]/u;
/** A text without blanks at its ends. A regular expression for both ends takes quadratic time for a long run of blanks. */
const trimmedOf = (text: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && BLANK.test(text[start]!)) start += 1;
  while (end > start && BLANK.test(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
};
/** A double keeps so many digits of every decimal. */
const DIGITS = 15;

/** Reads a cell that is not empty. */
export const readCell = (cell: Exclude<Cell, null>, column: Column): ReadCell => {
  if (typeof cell === 'object') return ofSpecial(cell, column);
  if (typeof cell === 'boolean') return wrong(cellFaults.truthValue());
  if (typeof cell === 'number') {
    const text = decimalOf(cell);
    return text === null ? wrong(cellFaults.tooManyDigits()) : ofText(text, column);
  }
  const trimmed = trimmedOf(cell);
  const { faults, ...rest } = ofText(trimmed, column);
  return { ...rest, faults: trimmed === cell ? faults : [cellFaults.spaces(), ...faults] };
};

const ofSpecial = (cell: SpecialCell, column: Column): ReadCell => {
  switch (cell.is) {
    case 'formula':
      return wrong(cellFaults.formula());
    case 'error':
      return wrong(cellFaults.errorValue(cell.text));
    case 'date':
      return column.kind === 'day' ? read(cell.text) : wrong(cellFaults.date());
    case 'percent':
      return percentOf(cell.number, column);
  }
};

/** Full-width forms of ASCII, and the blank of their width. */
const WIDE = /[\uff01-\uff5e\u3000]/g;
const narrowOf = (text: string): string =>
  text.replace(WIDE, (one) => (one === '\u3000' ? ' ' : String.fromCharCode(one.charCodeAt(0) - 0xfee0)));

const ofText = (text: string, column: Column): ReadCell => {
  if (column.kind === 'text' && !column.choices)
    return text.length > (column.maxLength ?? Infinity) ? wrong(cellFaults.tooLong(column.maxLength!)) : read(text);
  const narrow = narrowOf(text);
  // A compatibility form hides another value: “1²” would be read as 12.
  if (narrow.normalize('NFKC') !== narrow.normalize('NFC')) return wrong(cellFaults.specialForm(text));
  if (column.choices) return chosen(text, column);
  const { faults, ...rest } = ofNarrow(narrow, column);
  return { ...rest, faults: narrow === text ? faults : [cellFaults.fullWidth(narrow), ...faults] };
};

const ofNarrow = (text: string, column: Column): ReadCell => {
  switch (column.kind) {
    case 'decimal':
      return number(text);
    case 'integer': {
      const { value, faults } = number(text);
      if (value === null) return read(null, faults);
      const { min = -Infinity, max = Infinity } = column;
      if (!/^-?\d{1,9}$/.test(String(value))) return wrong(cellFaults.notInteger(text));
      return Number(value) < min || Number(value) > max ? wrong(cellFaults.outOfRange(min, max)) : read(Number(value), faults);
    }
    case 'day':
      return DAY.test(text) ? read(text) : wrong(cellFaults.notDay());
    default:
      return ID.test(text) ? read(text) : wrong(cellFaults.notId(text));
  }
};

const chosen = (text: string, { choices = [] }: Column): ReadCell => {
  const wanted = normalForm(text);
  const found = choices.find(({ label }) => normalForm(label) === wanted);
  return found
    ? read(found.value)
    : wrong(
        cellFaults.notInList(
          text,
          choices
            .slice(0, 12)
            .map(({ label }) => label)
            .join('、'),
        ),
      );
};

/** A number as text: digit for digit. */
const number = (text: string): ReadCell => {
  if (text.endsWith('%') && isDecimal(text.slice(0, -1))) return read(text.slice(0, -1), [cellFaults.percent(text.slice(0, -1))], true);
  const plain = GROUPED.test(text) ? text.replaceAll(',', '') : text;
  if (!isDecimal(plain)) return wrong(cellFaults.notNumber(text));
  return read(plain, plain === text ? [] : [cellFaults.thousands(plain)]);
};

const percentOf = (value: number, column: Column): ReadCell => {
  const text = decimalOf(value);
  if (text === null) return wrong(cellFaults.tooManyDigits());
  const shifted = timesHundred(text);
  if (column.kind === 'decimal') return read(shifted, [cellFaults.percent(shifted)], true);
  // In a column of words the cell counts as it is shown.
  const { faults, ...rest } = ofText(`${shifted}%`, column);
  return { ...rest, faults: [...faults, cellFaults.percent(shifted)] };
};

/** The decimal that was typed into a cell, digit for digit; null if a double may not have kept it. */
export const decimalOf = (value: number): Decimal | null => {
  if (!Number.isFinite(value)) return null;
  const [mantissa, exponent = '0'] = String(value).split('e') as [string, string?];
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole, fraction = ''] = mantissa.replace('-', '').split('.') as [string, string?];
  const text = placed(whole + fraction, whole.length + Number(exponent));
  const significant = text.replace('.', '').replace(/^0+/, '');
  if (significant.length > DIGITS || !isDecimal(text)) return null;
  return text === '0' ? text : `${sign}${text}`;
};

/** Digits with the point behind so many of them. */
const placed = (digits: string, point: number): string => {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`.replace(/\.0+$/, '');
  const whole = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  const fraction = digits.slice(point).replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole;
};

const timesHundred = (text: Decimal): Decimal => {
  const sign = text.startsWith('-') ? '-' : '';
  const [whole, fraction = ''] = text.replace('-', '').split('.') as [string, string?];
  return `${sign}${placed(whole + fraction, whole.length + 2)}`;
};
