import type { ClientBase, Connection } from 'pg';

/** A value of a column. A list of texts is a `text[]`; `bytea` comes as hexadecimal digits after `\x`. */
export type Cell = string | number | boolean | null | readonly string[];

/** A value as PostgreSQL reads it from text; null for NULL. */
export const cellText = (cell: Cell): string | null =>
  cell === null || typeof cell === 'string' ? cell : typeof cell === 'object' ? arrayText(cell) : String(cell);
const arrayText = (texts: readonly string[]): string => `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const SPECIAL = /[\\\t\n\r]/;
const escaped = (text: string): string => (SPECIAL.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (one) => ESCAPES[one]!) : text);
const lineOf = (row: readonly Cell[]): string => {
  let line = '';
  for (let at = 0; at < row.length; at += 1) {
    const text = cellText(row[at]!);
    line += (at === 0 ? '' : '\t') + (text === null ? '\\N' : escaped(text));
  }
  return `${line}\n`;
};

/**
 * Writes rows with COPY: one statement, and the server inserts many rows at once. For tables that need no `ON CONFLICT`.
 * @param into the table and its columns in the order of the cells, as `query.steps (case_id, ordinal)`
 */
export const copyIn = async (client: ClientBase, into: string, rows: readonly (readonly Cell[])[]): Promise<void> => {
  if (rows.length === 0) return;
  const data = Buffer.from(rows.map(lineOf).join(''));
  await new Promise<void>((resolve, reject) => client.query(copyStatement(`COPY ${into} FROM STDIN`, data, resolve, reject)));
};

/** The parts of a connection of node-pg that a COPY uses. Its declaration leaves them out. */
type CopyConnection = Connection & {
  readonly query: (text: string) => void;
  readonly sendCopyFromChunk: (chunk: Buffer) => void;
  readonly endCopyFrom: () => void;
};

/** A statement for the queue of a client, which calls these methods as the answers of the server come. */
const copyStatement = (text: string, data: Buffer, resolve: () => void, reject: (error: Error) => void) => {
  const statement = {
    /** node-pg wraps it for the limit of time of a query. */
    callback: (error: Error | null): void => (error ? reject(error) : resolve()),
    submit: (connection: Connection): void => (connection as CopyConnection).query(text),
    handleCopyInResponse: (connection: CopyConnection): void => {
      connection.sendCopyFromChunk(data);
      connection.endCopyFrom();
    },
    handleCommandComplete: (): void => undefined,
    handleError: (error: Error): void => statement.callback(error),
    handleReadyForQuery: (): void => statement.callback(null),
  };
  return statement;
};
