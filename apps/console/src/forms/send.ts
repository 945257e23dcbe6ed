import type { QueryClient } from '@tanstack/react-query';
import { request, type Schemas } from '../api/client.ts';
import { OF_DATA, rememberCommand } from '../api/fresh.ts';

export interface Sending {
  readonly path: string;
  readonly body: unknown;
  /** The version of the case that the person saw; the service refuses if it has changed since. */
  readonly version?: number | undefined;
  readonly tickets?: readonly string[] | undefined;
  /** The hand-over that ends with this act. */
  readonly handOver?: string | undefined;
  /** A filled-in table, whose rows become fields of the command. The body is then sent beside it, in a form. */
  readonly table?: File | undefined;
}

const contentOf = ({ body, table }: Sending): string | FormData => {
  if (table === undefined) return JSON.stringify(body);
  const form = new FormData();
  form.set('data', JSON.stringify(body));
  form.set('file', table);
  return form;
};

const headersFor = ({ version, tickets = [], handOver, table }: Sending, key?: string): Record<string, string> => ({
  ...(table === undefined ? { 'content-type': 'application/json' } : {}),
  ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  ...(handOver === undefined ? {} : { 'minglu-hand-over': handOver }),
  ...(tickets.length === 0 ? {} : { 'minglu-material-tickets': tickets.join(',') }),
  ...(key === undefined ? {} : { 'idempotency-key': key }),
});

/** Tries the command, and records nothing. @returns the events that it would record */
export const tryOut = async (sending: Sending): Promise<Schemas['CommandTrial']> => {
  const response = await request(`${sending.path}?dry-run=true`, {
    method: 'POST',
    headers: headersFor(sending),
    body: contentOf(sending),
  });
  return (await response.json()) as Schemas['CommandTrial'];
};

/** @param key the same for each attempt, so that a repeated one records nothing twice */
export const send = async (sending: Sending, key: string): Promise<Schemas['CommandReceipt']> => {
  const response = await request(sending.path, {
    method: 'POST',
    headers: headersFor(sending, key),
    body: contentOf(sending),
  });
  const receipt = (await response.json()) as Schemas['CommandReceipt'];
  rememberCommand(receipt.after);
  return receipt;
};

/** Waits until the views can show a command, because they follow the log, and asks again for all that the page shows. */
export const showEffect = async (queries: QueryClient, { after }: Pick<Schemas['CommandReceipt'], 'after'>): Promise<void> => {
  await request(`/dossiers?limit=1&after=${encodeURIComponent(after)}`).catch(() => undefined);
  queries.removeQueries({ type: 'inactive', ...OF_DATA });
  void queries.invalidateQueries(OF_DATA);
};
