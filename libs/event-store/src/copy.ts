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
  await new Promise<void>((resolve, reject) =>
    client.query({
      ...copyStatement(`COPY ${into} FROM STDIN`, resolve, reject),
      handleCopyInResponse: (connection: CopyConnection): void => {
        connection.sendCopyFromChunk(data);
        connection.endCopyFrom();
      },
    }),
  );
};

/**
 * Reads rows with COPY in the binary form, which the prepared statements of node-pg cannot ask for.
 * @param query without parameters
 * @param onRow called for each row with the bytes behind its number of columns: each column has its length before it. They are good until it returns.
 */
export const copyOut = (client: ClientBase, query: string, onRow: (bytes: Buffer) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    let isFirst = true;
    let failure: unknown;
    const handleCopyData = ({ chunk }: { readonly chunk: Buffer }): void => {
      const at = isFirst ? HEADER_BYTES : 0;
      isFirst = false;
      if (failure !== undefined || chunk.readInt16BE(at) < 0) return; // behind the last row
      try {
        onRow(chunk.subarray(at + 2));
      } catch (error) {
        failure = error; // the rest of the rows has to be read away
      }
    };
    const done = (): void => (failure === undefined ? resolve() : reject(failure as Error));
    client.query({ ...copyStatement(`COPY (${query}) TO STDOUT (FORMAT binary)`, done, reject), handleCopyData });
  });
/** Signature, flags, and the length of an extension that no server sends. They come with the first row. */
const HEADER_BYTES = 19;

/** The parts of a connection of node-pg that a COPY uses. Its declaration leaves them out. */
type CopyConnection = Connection & {
  readonly query: (text: string) => void;
  readonly sendCopyFromChunk: (chunk: Buffer) => void;
  readonly endCopyFrom: () => void;
};

/** A statement for the queue of a client, which calls these methods as the answers of the server come. */
const copyStatement = (text: string, resolve: () => void, reject: (error: Error) => void) => ({
  /** node-pg wraps it for the limit of time of a query. */
  callback: (error: Error | null): void => (error ? reject(error) : resolve()),
  submit: (connection: Connection): void => (connection as CopyConnection).query(text),
  handleCommandComplete: (): void => undefined,
  handleError(error: Error): void {
    this.callback(error);
  },
  handleReadyForQuery(): void {
    this.callback(null);
  },
});
