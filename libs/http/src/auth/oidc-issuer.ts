import { createRemoteJWKSet, customFetch, errors } from 'jose';
import { ProblemException } from '../problem.js';
import type { ClaimMapping } from './claims.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** An identity provider, as the settings name it. */
export interface OidcSettings {
  /** Its name, which is also the address of its discovery document. */
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly parties: readonly string[] | null;
  readonly mapping: ClaimMapping;
}

/** The discovery document of an identity provider (OpenID Connect Discovery 1.0), as it was sent. */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly [name: string]: unknown;
}

/** Milliseconds. */
export interface OidcTimes {
  /** A request to the issuer is given up after so long. Two may follow one another in the time of one answer (`ANSWER_MS`). */
  readonly fetchMs: number;
  /** An unknown `kid` makes the services ask again, at most once in so long. */
  readonly cooldownMs: number;
  /** After a failure the issuer is asked again after so long at the earliest. */
  readonly againMs: number;
  /** Known keys are read again in the background after so long. A key that the issuer took back counts no longer than that. */
  readonly refreshMs: number;
}
const TIMES: OidcTimes = { fetchMs: 1_000, cooldownMs: 10_000, againMs: 3_000, refreshMs: 300_000 };

/** An identity provider elsewhere. Nothing is asked of it before the first token, and its keys are kept while it is away. */
export interface OidcIssuer extends TrustedIssuer {
  /** @throws ProblemException `service-away` */
  readonly metadata: () => Promise<IssuerMetadata>;
  /** Up while the last contact was good. Asks again when that was long ago. */
  readonly check: () => Promise<{ readonly up: boolean; readonly details: Readonly<Record<string, unknown>> }>;
}

/** Bytes of a document of the issuer. */
const LARGEST = 262_144;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

export const oidcIssuer = ({ issuer, mapping, ...rest }: OidcSettings, times: Partial<OidcTimes> = {}): OidcIssuer => {
  const { fetchMs, cooldownMs, againMs, refreshMs } = { ...TIMES, ...times };
  let known: { readonly metadata: IssuerMetadata; readonly keys: KeySet } | undefined;
  let generation = 0;
  let shape = '';
  /** When the issuer was asked the last time, when because of an unknown key, and why that failed if it did. */
  const asked = { at: Number.NEGATIVE_INFINITY, forKey: Number.NEGATIVE_INFINITY };
  let fault: string | null = null;
  let asking: Promise<void> | undefined;

  /** Reads the discovery document and the keys. It never rejects: a failure is kept in `fault`, and known keys stay. */
  const ask = (): Promise<void> =>
    (asking ??= (async () => {
      asked.at = performance.now();
      try {
        const metadata = await discover(issuer, fetchMs);
        const keys = keySet(metadata.jwks_uri, fetchMs);
        await keys.reload();
        known = { metadata, keys };
        const now = JSON.stringify(keys.jwks());
        if (now !== shape) generation += 1;
        [shape, fault] = [now, null];
      } catch (error) {
        fault = causeOf(error);
      }
    })().finally(() => (asking = undefined)));

  const isOlder = (since: number, ms: number): boolean => performance.now() - since >= ms;
  /** @throws ProblemException `service-away` */
  const needKnown = async (): Promise<NonNullable<typeof known>> => {
    if (asking && !known) await asking;
    else if (!known && (fault === null || isOlder(asked.at, againMs))) await ask();
    // Rotated and withdrawn keys are noticed in the background: no request waits for that.
    else if (isOlder(asked.at, fault === null ? refreshMs : againMs)) void ask();
    if (!known) throw away();
    return known;
  };

  return {
    ...rest,
    names: [issuer],
    mapping,
    generation: () => generation,
    keyOf: async (header) => {
      const named = { kid: header.kid!, alg: header.alg };
      const wasKnown = known !== undefined;
      const { keys } = await needKnown();
      try {
        return await keys(named);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        if (wasKnown && isOlder(asked.forKey, cooldownMs)) {
          asked.forKey = performance.now();
          await ask();
          if (fault === null) return known!.keys(named);
        }
        if (fault !== null) throw away();
        throw error;
      }
    },
    metadata: async () => (await needKnown()).metadata,
    check: async () => {
      if (!known || fault !== null ? isOlder(asked.at, againMs) : isOlder(asked.at, refreshMs)) await ask();
      else await asking;
      return { up: fault === null, details: { issuer, ...(fault === null ? {} : { cause: fault }) } };
    },
  };
};

const away = (): ProblemException =>
  new ProblemException(
    'service-away',
    '身份认证服务暂时不在，请稍后再试',
    'the identity provider is away and the key of this token is not known: try again later',
  );

/** The keys are asked for only when this module says so: the times of `jose` have no end. */
const keySet = (uri: string, fetchMs: number): KeySet =>
  createRemoteJWKSet(new URL(uri), {
    timeoutDuration: fetchMs,
    cooldownDuration: Number.POSITIVE_INFINITY,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    [customFetch]: (url, options) => fetch(url, { ...options, redirect: 'error' }).then(bounded),
  });

/** @throws Error if the document cannot be read, or is that of another issuer */
const discover = async (issuer: string, fetchMs: number): Promise<IssuerMetadata> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(fetchMs),
  }).then(bounded);
  if (!response.ok) throw new Error(`the discovery document is answered ${response.status}`);
  const document = (await response.json()) as Partial<IssuerMetadata>;
  if (document.issuer !== issuer) throw new Error(`the discovery document is that of ${String(document.issuer)}`);
  const keys = String(document.jwks_uri);
  // Keys that come unencrypted could be anyone's, unless the issuer itself is on this machine.
  if (!URL.canParse(keys) || (new URL(keys).protocol !== 'https:' && !issuer.startsWith('http:')))
    throw new Error(`the discovery document names no address of its keys: ${keys}`);
  return document as IssuerMetadata;
};

/** The answer, read whole, so that neither its size nor a slow end of it is without limit. */
const bounded = async (response: Response): Promise<Response> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > LARGEST) throw new Error(`the answer has more than ${LARGEST} bytes`);
    parts.push(part as Uint8Array);
  }
  return new Response(Buffer.concat(parts), { status: response.status, headers: response.headers });
};

const causeOf = (error: unknown): string => {
  const { message, cause, name } = error as Error;
  if (name === 'TimeoutError' || error instanceof errors.JWKSTimeout) return 'no answer in time';
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? `${message}: ${code}` : message;
};
