import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { CustomFetch } from 'openid-client';
import { seal, unseal } from '../sealed-box.js';
import { sendProblem, unknownRoute } from '../send-problem.js';
import { choicePage, PAGE_POLICY, type RoleNames, type SamplePerson } from './development-page.js';
import { publicKeyOf } from './ed25519.js';
import type { IssuerMetadata } from './oidc-issuer.js';
import { jwkOf, OWN_ISSUER, ownSigner, type OwnClaims } from './own-issuer.js';

export interface DevelopmentIssuerOptions {
  /** The private key of the own issuer, 32 bytes. */
  readonly seed: Uint8Array;
  /** 32 bytes: seals codes and refresh tokens. */
  readonly key: Uint8Array;
  /** The value of `iss`; null: the usual one. */
  readonly name: string | null;
  /** The address of the server, without a path. It is asked for when the server listens. */
  readonly publicUrl: () => string;
  readonly persons: readonly SamplePerson[];
  readonly roles: RoleNames;
}

/** The development issuer as its client in the same process reaches it. */
export interface DevelopmentIssuer {
  readonly metadata: () => Promise<IssuerMetadata>;
  readonly fetch: CustomFetch;
}

/** The only client: the sessions of this server. It has no secret; its redirect address is this server. */
export const DEVELOPMENT_CLIENT = 'minglu-console';
/** Seconds. */
const [CODE, TOKEN, SESSION] = [60, 300, 12 * 3600];
const ORG = /^[^\s\p{Cc}]{1,64}$/u;

interface Grant extends Omit<OwnClaims, 'client'> {
  readonly id: string;
  /** Seconds since 1970. */
  readonly until: number;
}
interface CodeGrant extends Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly nonce: string | null;
}

/**
 * A small OpenID provider for development: anyone chooses a sample person on a page. It has a discovery document and the public key by
 * which tokens of the command line can be verified too. The settings of production refuse it.
 */
export const addDevelopmentIssuer = (
  server: FastifyInstance,
  { seed, key, name, publicUrl, persons, roles }: DevelopmentIssuerOptions,
): DevelopmentIssuer => {
  const issuer = name ?? OWN_ISSUER;
  const signer = ownSigner(seed, issuer);
  const used = new LRUCache<string, true>({ max: 10_000, ttl: CODE * 1000 });
  const metadata = () => ({
    issuer,
    jwks_uri: `${publicUrl()}/issuer/jwks`,
    authorization_endpoint: `${publicUrl()}/issuer/authorize`,
    token_endpoint: `${publicUrl()}/issuer/token`,
    end_session_endpoint: `${publicUrl()}/issuer/logout`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['EdDSA'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    scopes_supported: ['openid'],
    claims_supported: ['sub', 'role', 'org'],
  });
  const redirectUri = (): string => `${publicUrl()}/session/callback`;
  const open = <T extends Grant>(use: string, text: string | null): T | null => {
    const plain = text === null ? null : unseal(key, use, text);
    const grant = plain && (JSON.parse(plain.toString('utf8')) as T);
    return grant && grant.until > Date.now() / 1000 ? grant : null;
  };
  const close = (use: string, grant: Grant): string => seal(key, use, Buffer.from(JSON.stringify(grant)));
  const until = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

  /** The person of the choice on the page; null without one. */
  const chosen = ({ person, role, org }: Readonly<Record<string, string>>): Omit<OwnClaims, 'client'> | null => {
    const sample = persons.find((one) => one.person === person);
    if (sample) return { person: sample.person, roles: sample.roles, org: sample.org };
    if (role === undefined || !Object.hasOwn(roles, role) || !ORG.test(org ?? '')) return null;
    return { person: `sample-${role}`, roles: [role], org: org! };
  };

  /** The grant of a form at the token endpoint; null if there is none. A code counts once. */
  const redeem = (form: URLSearchParams): (Grant & { readonly nonce: string | null }) | null => {
    if (form.get('client_id') !== DEVELOPMENT_CLIENT) return null;
    if (form.get('grant_type') === 'refresh_token') {
      const grant = open<Grant>('minglu/issuer/refresh/v1', form.get('refresh_token'));
      return grant && { ...grant, nonce: null };
    }
    const grant = form.get('grant_type') === 'authorization_code' ? open<CodeGrant>('minglu/issuer/code/v1', form.get('code')) : null;
    if (!grant || used.has(grant.id)) return null;
    used.set(grant.id, true);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (challenge !== grant.challenge || form.get('redirect_uri') !== grant.redirectUri) return null;
    return { person: grant.person, roles: grant.roles, org: grant.org, id: grant.id, until: until(SESSION), nonce: grant.nonce };
  };

  void server.register(async (scope: FastifyInstance) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 16_384 }, (_, body, done) =>
      done(null, new URLSearchParams(body as string)),
    );
    // A page of another name that leads to this machine (DNS rebinding) gets nothing here.
    scope.addHook('onRequest', async (request, reply) => {
      if (request.headers.host !== new URL(publicUrl()).host) return sendProblem(reply, unknownRoute());
    });
    scope.get('/.well-known/openid-configuration', async () => metadata());
    scope.get('/issuer/jwks', async () => ({ keys: [jwkOf(publicKeyOf(seed))] }));

    scope.get('/issuer/authorize', async (request, reply) => {
      const { person, role, org, ...asked } = textsOf(request.query);
      const isOurs = asked['client_id'] === DEVELOPMENT_CLIENT && asked['redirect_uri'] === redirectUri();
      const isCode = asked['response_type'] === 'code' && asked['code_challenge_method'] === 'S256' && Boolean(asked['code_challenge']);
      // An address that is not ours is never sent anything.
      if (!isOurs || !isCode) return page(reply.status(400), '<!doctype html><meta charset="utf-8"><p>登录请求有误。');
      const claims = chosen({ ...(person && { person }), ...(role && { role }), ...(org && { org }) });
      if (!claims) return page(reply, choicePage(asked, persons, roles));
      const { code_challenge: challenge = '', state, nonce = null } = asked;
      const grant: CodeGrant = { ...claims, id: randomUUID(), until: until(CODE), challenge, redirectUri: redirectUri(), nonce };
      const back = new URL(redirectUri());
      back.searchParams.set('code', close('minglu/issuer/code/v1', grant));
      if (state !== undefined) back.searchParams.set('state', state);
      return reply.header('cache-control', 'no-store').redirect(back.href);
    });

    scope.post('/issuer/token', async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const redeemed = redeem(form);
      if (!redeemed) return reply.status(400).send({ error: 'invalid_grant' });
      const { nonce, ...grant } = redeemed;
      return {
        access_token: await signer.accessToken({ ...grant, client: DEVELOPMENT_CLIENT }, TOKEN),
        token_type: 'Bearer',
        expires_in: TOKEN,
        refresh_token: close('minglu/issuer/refresh/v1', { ...grant, id: randomUUID() }),
        id_token: await signer.idToken(grant.person, DEVELOPMENT_CLIENT, nonce === null ? {} : { nonce }, TOKEN),
      };
    });

    scope.get('/issuer/logout', async (request, reply) => {
      const back = textsOf(request.query)['post_logout_redirect_uri'];
      return reply.redirect(back?.startsWith(`${publicUrl()}/`) ? back : `${publicUrl()}/`);
    });
  });

  return {
    metadata: async () => metadata(),
    // In the same process, so that the address of browsers need not lead here from inside.
    fetch: async (url, { method, headers, body }) => {
      const { host, pathname, search } = new URL(url);
      const response = await server.inject({
        method: method as 'POST',
        url: pathname + search,
        headers: { ...headers, host },
        ...(body ? { payload: String(body as URLSearchParams) } : {}),
      });
      return new Response(response.body, {
        status: response.statusCode,
        headers: { 'content-type': String(response.headers['content-type']) },
      });
    },
  };
};

/** The parameters of a query that come once. */
const textsOf = (query: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(query as object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

const page = (reply: FastifyReply, html: string): FastifyReply =>
  reply
    .header('content-security-policy', PAGE_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html);
