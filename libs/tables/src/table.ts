import type { Bilingual } from '@minglu/kernel';
import type { Division } from '@minglu/regulation';
import type { Fault } from './faults.js';

/** A value of a list, and its text in the cell. */
export interface Choice {
  readonly value: string | number | null;
  readonly label: string;
}

/** A column of a table. */
export interface Column {
  /** The field of a row. */
  readonly key: string;
  readonly title: Bilingual;
  readonly kind: 'id' | 'text' | 'decimal' | 'integer' | 'day';
  /** `input`: a field of the command; `check`: compared and not sent; `shown`: for the reader alone. */
  readonly use: 'input' | 'check' | 'shown';
  /** The template fills it, so that a row with nothing else is not filled in. */
  readonly isPreset?: boolean;
  readonly isRequired?: boolean;
  readonly choices?: readonly Choice[];
  /** Offered by the template; other values are taken too. A function, since few programs need the divisions. */
  readonly suggestions?: () => readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  readonly hint?: Bilingual;
  /** In characters of Latin text; a Chinese character takes two. */
  readonly width: number;
}

/** A column for the reader alone. */
export const shownColumn = (key: string, zh: string, en: string, width: number, kind: Column['kind'] = 'text'): Column => ({
  key,
  title: { zh, en },
  kind,
  use: 'shown',
  width,
});

export type Value = string | number | null;
/** A row by the keys of its columns. A field that was left empty is absent. */
export type Row = Readonly<Record<string, Value>>;

/** The facts outside the sheet on which a table depends. */
export interface World {
  /** The division of today with this name or code; null if there is none. */
  readonly divisionOf: (nameOrCode: string) => Division | null;
}

/** A fault in a cell of a row, or in the whole row. */
export interface RowFault extends Fault {
  readonly key: string | null;
}

/** The parameters by which an export is asked for. */
export const ASKED = ['programme', 'province', 'state', 'status', 'q', 'year', 'campaign', 'dossier'] as const;
export type Asked = (typeof ASKED)[number];

/** A table: how its workbook looks, and the one command that it is imported as. */
export interface Table {
  readonly name: string;
  readonly title: Bilingual;
  /** Instructions, or a description of an export. */
  readonly about: Bilingual;
  readonly columns: readonly Column[];
  /** The columns by which two rows are the same; empty if rows may repeat. */
  readonly rowKey: readonly string[];
  /** Null for a table that is only exported. */
  readonly import: Import | null;
  /** Its columns and rows follow from the indicator system. */
  readonly usesSystem?: boolean;
  /** The rows that a template begins with. */
  readonly preset: readonly Row[];
  /** The parameters of its export, and those that must be given. */
  readonly asks: readonly Asked[];
  readonly needs: readonly Asked[];
}

export interface Import {
  readonly command: string;
  /** The field of the payload that the rows become. All fields that the rows do not have come with the request. */
  readonly field: string;
  /** The fields that the rows become: `field`, and others if the rows have them. */
  readonly payloadOf: (rows: readonly Row[]) => Readonly<Record<string, unknown>>;
  readonly maxRows: number;
  /** The columns of a title and of its holder, which are compared with the record. */
  readonly holds?: { readonly title: string; readonly holder: string };
  /** @param rest the other fields of the payload, as given */
  readonly check: (row: Row, rest: Readonly<Record<string, unknown>>, world: World) => readonly RowFault[];
  /** Faults of rows beside each other, of rows that are sound by themselves. `row` is an index. */
  readonly compare?: (rows: readonly Row[]) => readonly { readonly row: number; readonly fault: RowFault }[];
}

/** A payload with one field, a value for each row. */
export const listIn =
  (field: string, valueOf: (row: Row) => unknown): Import['payloadOf'] =>
  (rows) => ({ [field]: rows.map(valueOf) });
