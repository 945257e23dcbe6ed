import createClient from 'openapi-fetch';
import type { components, paths } from '#api';
import { solve } from './proof.ts';

export type Schemas = components['schemas'];

/** The identity that each request of this page carries. The token itself stays in the cookie, which no script reads. */
export const identity: { role: string | null; csrf: string | null; onBehalfOf: string | null } = {
  role: null,
  csrf: null,
  onBehalfOf: null,
};

/** The answer of a request that was refused or failed. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly zh: string,
    readonly legalBasis: readonly string[] = [],
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(zh);
  }
}

/** Tells the shell that the session has ended, so that it asks for a new one and keeps the page. */
export const sessionEnded = new EventTarget();

const PATIENCE_MS = 20_000;
const UPLOAD_MS = 600_000;

/** The request failed on the way: the outcome of a change is unknown, and the same key may be sent again. */
const unreachable = (code: 'unreachable' | 'no-answer'): Problem =>
  new Problem(code, 0, '没有收到答复。请检查网络，然后重试；已填写的内容不会丢失。');

/** Asks, and waits no longer than `patienceMs` for the answer to begin. A large file may then come for longer. */
const answered = (ask: (signal: AbortSignal) => Promise<Response>, patienceMs: number, own?: AbortSignal | null): Promise<Response> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patienceMs);
  return ask(AbortSignal.any([late.signal, ...(own ? [own] : [])]))
    .catch((error: unknown) => {
      if (own?.aborted) throw error;
      throw unreachable(late.signal.aborted ? 'no-answer' : 'unreachable');
    })
    .finally(() => clearTimeout(timer));
};

const headersOf = (extra: HeadersInit = {}): Headers => {
  const headers = new Headers(extra);
  if (identity.role !== null) headers.set('minglu-role', identity.role);
  if (identity.csrf !== null) headers.set('minglu-csrf', identity.csrf);
  if (identity.onBehalfOf !== null) headers.set('minglu-on-behalf-of', identity.onBehalfOf);
  return headers;
};

/** @throws Problem unless the answer is a success */
export const request = (path: string, init: RequestInit = {}): Promise<Response> =>
  withProof(async (proof) => {
    const headers = new Headers(init.headers);
    if (proof !== null) headers.set(PROOF_HEADER, proof);
    const response = await answered(
      (signal) => fetch(path, { ...init, signal, headers: headersOf(headers) }),
      // A part of a file goes for longer.
      init.body instanceof ArrayBuffer ? UPLOAD_MS : PATIENCE_MS,
      init.signal,
    );
    if (response.ok) return response;
    throw await problemOf(response);
  }, init.signal);

export const PROOF_HEADER = 'minglu-proof';

/** Does a request, and does it again with a proof of work if the service asks for one. */
export const withProof = async <T>(send: (proof: string | null) => Promise<T>, signal?: AbortSignal | null): Promise<T> => {
  try {
    return await send(null);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'proof-of-work-needed') throw error;
    const { challenge, bits } = error.details as { readonly challenge: string; readonly bits: number };
    return send(await solve(challenge, bits, signal));
  }
};

const problemOf = async (response: Response): Promise<Problem> => {
  const body = (await response.json().catch(() => null)) as Partial<Schemas['Problem']> | null;
  const problem = new Problem(
    body?.code ?? `http-${response.status}`,
    response.status,
    body?.message?.zh ?? '服务暂时不能答复，请稍后再试。',
    body?.legalBasis ?? [],
    (body?.details ?? {}) as Record<string, unknown>,
  );
  if (problem.status === 401) sessionEnded.dispatchEvent(new Event('ended'));
  return problem;
};

/** The client of the API: paths, parameters and answers are those of openapi.json. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: async (asked) => {
    const response = await answered(
      (signal) => fetch(new Request(asked, { headers: headersOf(asked.headers), signal })),
      PATIENCE_MS,
      asked.signal,
    );
    if (!response.ok) throw await problemOf(response);
    return response;
  },
});

/** The data of an answer, which is there unless a Problem was thrown. */
export const dataOf = async <T>(answer: Promise<{ readonly data?: T }>): Promise<T> => (await answer).data as T;
