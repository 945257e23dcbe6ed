import { createHmac, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTHeaderParameters } from 'jose';
import { PUBLIC_ACTOR, accessTokens, notDelegated } from './access-tokens.js';
import { publicKeyOf, signingKey } from './ed25519.js';
import { accessTokenIssuer, jwkOf, OWN_ISSUER, ownIssuer, ownSigner } from './own-issuer.js';

const key = randomBytes(32);
const RULES = {
  roles: ['applicant', 'ministry-officer', 'system-admin', 'audit-admin', 'public', 'system'],
  serviceRoles: [],
  isHeldRightly: () => true,
  incompatible: (roles: readonly string[]): readonly [string, string] | null =>
    roles.includes('system-admin') && roles.includes('audit-admin') ? ['system-admin', 'audit-admin'] : null,
};
const officer = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
const { issue } = accessTokenIssuer(key);
const { actorOf } = accessTokens(ownIssuer(publicKeyOf(key), 'https://minglu.example'), RULES);
const { kid } = jwkOf(publicKeyOf(key));
const GOOD = { sub: 'a', role: 'applicant', org: '330100' };

interface Forgery {
  readonly by?: Uint8Array | KeyObject | CryptoKey;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string;
}
/** A forged or hand-made token. */
const forged = (
  claims: Record<string, unknown>,
  { by = signingKey(key), header = {}, issuer = OWN_ISSUER, audience = 'minglu-api', expires = '1h' }: Forgery = {},
): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt', ...header })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(by, { crit: { 'urn:x': true } });

/** The header and the claims that are given, signed with HMAC and any text as its secret. */
const hmac = (secret: string | Buffer): string => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { ...GOOD, iss: OWN_ISSUER, aud: 'minglu-api', iat: now, exp: now + 60 };
  const signed = `${part({ alg: 'HS256', kid, typ: 'at+jwt' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

/** Signed with the true key, with these claims in place of the usual ones. */
const handMade = (claims: Readonly<Record<string, unknown>>): string => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const usual = { ...GOOD, iss: OWN_ISSUER, aud: 'minglu-api', iat: now, exp: now + 60 };
  const signed = `${part({ alg: 'EdDSA', kid, typ: 'at+jwt' })}.${part({ ...usual, ...claims })}`;
  return `${signed}.${sign(null, Buffer.from(signed), signingKey(key)).toString('base64url')}`;
};

/** The actor, null, or the code of the problem. */
const outcome = (token: string) =>
  actorOf(`Bearer ${token}`).catch((error: { readonly problem: { readonly code: string } }) => error.problem.code);

describe('an access token', () => {
  it('names the actor: person, role and organisation', async () => {
    expect(await actorOf(`Bearer ${await issue(officer)}`)).toEqual(officer);
    expect(await actorOf(`bearer ${await issue(officer)}`)).toEqual(officer);
    expect(await actorOf(`Bearer ${await forged(GOOD)}`)).toEqual({ person: 'a', role: 'applicant', org: '330100' });
  });

  it('is not needed by the public: a request without one is the public actor', async () => {
    expect(await actorOf(undefined)).toBe(PUBLIC_ACTOR);
    expect(await actorOf(undefined, 'public')).toBe(PUBLIC_ACTOR);
    expect(await actorOf(undefined, 'ministry-officer')).toBeNull();
  });

  it('may have several roles, of which the caller names one', async () => {
    const token = await ownSigner(key).accessToken({ ...officer, roles: ['ministry-officer', 'applicant'], client: 'c' });
    expect(await outcome(token)).toBe('role-not-chosen');
    expect(await actorOf(`Bearer ${token}`, 'ministry-officer')).toEqual(officer);
  });

  it('may be for several audiences, if this is one of them', async () => {
    expect(await outcome(handMade({ aud: ['other', 'minglu-api'] }))).toMatchObject({ person: 'a' });
    expect(await outcome(handMade({}))).toMatchObject({ person: 'a' });
  });

  it('counts with the address of the installation as its issuer, too', async () => {
    expect(await outcome(await accessTokenIssuer(key, 'https://minglu.example').issue(officer))).toEqual(officer);
    expect(await outcome(await accessTokenIssuer(key, 'https://minglu.example/').issue(officer))).toBeNull();
  });

  it.each(['', 'Bearer', 'Bearer ', 'Bearer x', 'Basic b2ZmaWNlcjp4', 'Bearer a.b.c', 'Bearer a b', `Bearer ${'x'.repeat(9_000)}`])(
    'is not read from the header “%.20s”',
    async (header) => {
      expect(await actorOf(header)).toBeNull();
    },
  );

  it('is not read from two headers in one', async () => {
    const token = await issue(officer);
    expect(await actorOf(`Bearer ${token}, Bearer ${token}`)).toBeNull();
    expect(await actorOf(`Bearer ${token} `)).toBeNull();
  });

  it('of two administrators in one person counts for nothing', async () => {
    expect(await outcome(await forged({ ...GOOD, role: ['system-admin', 'audit-admin'] }))).toBe('roles-incompatible');
  });

  it('counts only as the recorded authority lets it, and for another person by a delegation', async () => {
    const delegate = { person: officer.person, role: 'ministry-officer', org: officer.org, onBehalfOf: 'officer-9' };
    const authority = {
      check: ({ role }: { readonly role: string }) =>
        role === 'ministry-officer' ? Promise.reject(new Error('revoked')) : Promise.resolve(),
      delegated: (_: unknown, by: string) => (by === 'officer-9' ? Promise.resolve(delegate) : Promise.reject(notDelegated(by))),
    };
    const checked = accessTokens(ownIssuer(publicKeyOf(key)), RULES, { authority });
    const token = `Bearer ${await issue(officer)}`;
    await expect(checked.actorOf(token)).rejects.toThrow('revoked');
    expect(await checked.actorOf(token, undefined, 'officer-9')).toEqual(delegate);
    await expect(checked.actorOf(token, undefined, 'other')).rejects.toMatchObject({ problem: { code: 'not-delegated' } });
    // Without a record there are no delegations, and none to the public.
    await expect(actorOf(token, undefined, 'officer-9')).rejects.toMatchObject({ problem: { code: 'not-delegated' } });
    expect(await checked.actorOf(undefined, undefined, 'officer-9')).toBeNull();
  });

  it('expires, with half a minute for clocks that differ', async () => {
    expect(await outcome(await issue(officer, -20))).toEqual(officer);
    expect(await outcome(await issue(officer, -31))).toBeNull();
  });

  it.each<[string, () => Promise<string> | string]>([
    ['signed with another key', () => forged(GOOD, { by: signingKey(randomBytes(32)) })],
    ['signed with the public key as a shared secret', () => hmac(Buffer.from(publicKeyOf(key)))],
    [
      'signed with the text of the public key as a shared secret',
      () => hmac(createPublicKey(signingKey(key)).export({ format: 'pem', type: 'spki' })),
    ],
    [
      'signed with another algorithm',
      async () => forged(GOOD, { by: (await generateKeyPair('ES256')).privateKey, header: { alg: 'ES256' } }),
    ],
    [
      'not signed',
      () => new UnsecuredJWT(GOOD).setIssuer(OWN_ISSUER).setAudience('minglu-api').setIssuedAt().setExpirationTime('1h').encode(),
    ],
    ['stripped of its signature', async () => (await forged(GOOD)).replace(/[^.]+$/, '')],
    [
      'changed after it was signed',
      async () => (await forged(GOOD)).replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"b"}').toString('base64url')}.`),
    ],
    ['of another issuer', () => forged(GOOD, { issuer: 'someone' })],
    ['of the issuer with a slash at its end', () => forged(GOOD, { issuer: `${OWN_ISSUER}/` })],
    ['for another audience', () => forged(GOOD, { audience: 'minglu-internal' })],
    ['an id token', () => ownSigner(key).idToken('a', 'minglu-api', GOOD, 60)],
    ['of no type', () => forged(GOOD, { header: { typ: undefined } })],
    ['of the type JWT', () => forged(GOOD, { header: { typ: 'JWT' } })],
    ['of another key by its kid', () => forged(GOOD, { header: { kid: 'other' } })],
    ['without a kid', () => forged(GOOD, { header: { kid: undefined } })],
    ['one that demands an unknown extension', () => forged(GOOD, { header: { crit: ['urn:x'], 'urn:x': 1 } })],
    ['followed by another part', async () => `${await forged(GOOD)}.x`],
    ['signed with more than a signature', async () => `${await forged(GOOD)}AAAA`],
    ['without an end', () => handMade({ exp: undefined })],
    ['one that ends with a text', () => handMade({ exp: '9999999999' })],
    ['without a beginning', () => handMade({ iat: undefined })],
    ['one that began with a text', () => handMade({ iat: '1' })],
    ['one that begins with a text', () => handMade({ nbf: '1' })],
    ['for a list of other audiences', () => handMade({ aud: ['a', 'b'] })],
    ['for no audience', () => handMade({ aud: undefined })],
    ['one that begins later', () => forged({ ...GOOD, nbf: Math.floor(Date.now() / 1000) + 60 })],
    ['without a subject', () => forged({ ...GOOD, sub: undefined })],
    ['huge', () => forged({ ...GOOD, note: 'x'.repeat(9_000) })],
    ['of the role system', () => forged({ sub: 'a', role: 'system', org: 'MIIT' })],
    ['without an organisation', () => forged({ sub: 'a', role: 'applicant' })],
    ['with an object for a role', () => forged({ sub: 'a', role: { name: 'applicant' }, org: '330100' })],
    ['with a blank in a name', () => forged({ sub: 'a b', role: 'applicant', org: '330100' })],
    ['with a name of more than 64 characters', () => forged({ sub: 'a'.repeat(65), role: 'applicant', org: '330100' })],
  ])('is rejected if it is %s', async (_, make) => {
    expect(await outcome(await make())).toBeNull();
  });

  it('of an unknown role has no role here', async () => {
    expect(await outcome(await forged({ sub: 'a', role: 'king', org: 'MIIT' }))).toBe('no-role');
  });

  it.each(['jwk', 'jku', 'x5u'])('is not verified with the key that its header brings (%s)', async (name) => {
    const own = await generateKeyPair('EdDSA', { extractable: true });
    const value = name === 'jwk' ? { ...(await exportJWK(own.publicKey)), kid } : 'https://attacker.example/keys';
    const header = { [name]: value, kid: 'attacker' } as Partial<JWTHeaderParameters>;
    expect(await outcome(await forged(GOOD, { by: own.privateKey, header }))).toBeNull();
    expect(await outcome(await forged(GOOD, { by: own.privateKey, header: { ...header, kid } }))).toBeNull();
    // The same header on a token of the true key changes nothing.
    expect(await outcome(await forged(GOOD, { header: { [name]: value } as Partial<JWTHeaderParameters> }))).toMatchObject({ person: 'a' });
  });

  it('that was verified once is remembered no longer than it is valid', async () => {
    let later = 0;
    const verifier = accessTokens(ownIssuer(publicKeyOf(key)), RULES, { now: () => Date.now() + later });
    const token = await issue(officer, 600);
    for (const seconds of [0, 600, 620]) {
      later = seconds * 1000;
      expect(await verifier.actorOf(`Bearer ${token}`)).toEqual(officer);
    }
    later = 631_000;
    expect(await verifier.actorOf(`Bearer ${token}`)).toBeNull();
  });

  it('is never valid where no public key is known; the public is served', async () => {
    const nobody = accessTokens(null, RULES);
    expect(await nobody.actorOf(`Bearer ${await issue(officer)}`)).toBeNull();
    expect(await nobody.actorOf(undefined)).toBe(PUBLIC_ACTOR);
  });
});
