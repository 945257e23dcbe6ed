import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  caseFault,
  checkMapProof,
  encodeEntries,
  encodePublicLeaf,
  leafHash,
  mapKey,
  openCheckpoint,
  openLogNote,
  parseEntries,
  parseMapHead,
  parsePolicy,
  parseTlogProof,
  rootOf,
  sha256,
  verifyConsistency,
  verifyInclusion,
  type OpenedCheckpoint,
  type Policy,
} from '@minglu/audit';
import { makeWitness, witnessOnce } from '@minglu/audit/adapters';
import { admin, command, officer, on, province, someone } from '@minglu/dossier/testing';
import { metadataIn, publicHash, type StoredEvent } from '@minglu/event-store';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import type { Actor } from '@minglu/kernel';
import { redeem, verifyWhole } from '@minglu/system';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

const auditor: Actor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
const auditAdmin: Actor = { role: 'audit-admin', org: 'MIIT', person: 'audit-admin-1' };
const witness: Actor = { role: 'witness', org: 'witness.example', person: 'witness-1' };

describeOnPostgres('the transparency log over HTTP', () => {
  let service: TestService;
  let policy: Policy;
  beforeAll(async () => {
    service = await startService('2023-11-01T09:00:00+08:00');
    await given(service.system.casework, ...inPublicity('c', '330200', '2025-09-26', 'p-c'));
    await eventually('all events are in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
    const keys = (await get('/public-log/keys', null)).text;
    policy = parsePolicy(
      `${keys
        .split('\n')
        .filter(Boolean)
        .map((key) => `log ${key}`)
        .join('\n')}\nquorum none\n`,
    );
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  const get = async (path: string, caller: Actor | null): Promise<{ readonly status: number; readonly text: string }> => {
    const headers: Record<string, string> = caller === null ? {} : { authorization: `Bearer ${await service.tokenOf(caller)}` };
    const response = await fetch(`${service.url}${path}`, { headers });
    return { status: response.status, text: await response.text() };
  };
  const checkpoint = async (path: string, caller: Actor | null = auditor): Promise<OpenedCheckpoint> =>
    openCheckpoint((await get(path, caller)).text, policy);
  const logged = async (): Promise<readonly StoredEvent[]> => {
    const all: StoredEvent[] = [];
    for await (const page of service.system.log.readAll()) all.push(...page);
    return all;
  };
  const hashesIn = (text: string): readonly Buffer[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => Buffer.from(line, 'base64'));

  it('covers every event with a signed checkpoint, by SHA-256 and by SM3', async () => {
    const head = await service.system.log.head();
    const [main, national] = [await checkpoint('/checkpoint'), await checkpoint('/checkpoint?hash=sm3')];
    expect([main.size, national.size, main.hasher.name, national.hasher.name]).toEqual([BigInt(head), BigInt(head), 'sha256', 'sm3']);
    expect((await checkpoint(`/checkpoint/${head}`)).root).toEqual(main.root);
    expect(await get('/checkpoint/99999999', auditor)).toMatchObject({ status: 404 });
  });

  it('shows the full tree to auditors and the audit administrator alone', async () => {
    for (const path of ['/checkpoint', '/checkpoint/1', '/proof/inclusion?index=0', '/proof/consistency?from=1&to=2']) {
      for (const caller of [officer, province('330000')]) expect((await get(path, caller)).status).toBe(403);
      expect((await get(path, null)).status).toBe(401);
      expect([200, 404]).toContain((await get(path, auditAdmin)).status);
    }
    expect((await get('/proof/case/c', auditAdmin)).status).toBe(403);
  });

  it('proves that a later checkpoint begins with an earlier one', async () => {
    const before = await checkpoint('/checkpoint');
    await given(service.system.casework, ...inPublicity('d', '330400', '2025-09-27', 'p-d'));
    await eventually('the new events are in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
    const after = await checkpoint('/checkpoint');
    expect(after.size).toBeGreaterThan(before.size);
    const proof = hashesIn((await get(`/proof/consistency?from=${before.size}&to=${after.size}`, auditor)).text);
    const claim = { from: before.size, to: after.size, fromRoot: before.root, toRoot: after.root, proof };
    expect(verifyConsistency(sha256, claim)).toBe(true);
    expect(verifyConsistency(sha256, { ...claim, toRoot: before.root })).toBe(false);
  });

  it('proves the leaves of one case complete', async () => {
    const answer = JSON.parse((await get('/proof/case/c', auditor)).text) as {
      checkpoint: string;
      map: string;
      stream: string;
      leaves: string[];
      inclusion: { index: string; proof: string[] };
      mapProof: { siblings: string[]; end: { key: string; last: string; version: string } };
    };
    const head = openCheckpoint(answer.checkpoint, policy);
    const map = parseMapHead(openLogNote(answer.map, policy, head.origin).text);
    expect([map.size, map.treeRoot]).toEqual([head.size, head.root]);
    const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
    const { siblings, end } = answer.mapProof;
    const mapProof = { siblings: siblings.map(bytes), end: { key: bytes(end.key), last: bytes(end.last), version: BigInt(end.version) } };
    const leaves = answer.leaves.map((leaf) => Buffer.from(leaf));
    const claim = { stream: 'dossier/c', leaves, mapRoot: map.mapRoot, mapProof };
    expect(leaves.length).toBe((await service.system.log.readStream('dossier/c')).length);
    expect(caseFault(sha256, sha256, claim)).toBeNull();
    expect(caseFault(sha256, sha256, { ...claim, leaves: leaves.slice(0, -1) })).not.toBeNull();
    expect(checkMapProof(sha256, map.mapRoot, mapKey(sha256, 'dossier/c'), mapProof)).toMatchObject({ version: BigInt(leaves.length) });
    const { index, proof } = answer.inclusion;
    expect(
      verifyInclusion(sha256, {
        index: BigInt(index),
        size: head.size,
        leafHash: leafHash(sha256, leaves.at(-1)!),
        proof: proof.map(bytes),
        root: head.root,
      }),
    ).toBe(true);
    expect((await get('/proof/case/none', auditor)).status).toBe(404);
  });

  it('proves each public event to everyone, and no other', async () => {
    await eventually('all events are in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
    const events = await logged();
    const open = events.filter(({ publicVersion }) => publicVersion !== null);
    const head = await checkpoint('/public-log/checkpoint', null);
    expect(head.size).toBe(BigInt(open.length));
    for (const [index, event] of open.entries()) {
      const { checkpoint: note, ...found } = parseTlogProof((await get(`/public-log/proof/inclusion?event=${event.eventId}`, null)).text);
      expect(found.index).toBe(BigInt(index));
      const { size, root } = openCheckpoint(note, policy);
      const hash = leafHash(sha256, encodePublicLeaf(publicHash(event, metadataIn(event))));
      expect(verifyInclusion(sha256, { index: found.index, size, leafHash: hash, proof: found.proof, root })).toBe(true);
    }
    const hidden = events.find(({ publicVersion }) => publicVersion === null)!;
    const [unknown, closed] = await Promise.all(
      ['00000000-0000-4000-8000-000000000000', hidden.eventId].map((id) => get(`/public-log/proof/inclusion?event=${id}`, null)),
    );
    expect(closed).toEqual(unknown);
    expect(unknown!.status).toBe(404);
    expect(someone.role).toBe('public');
  });

  it('promises in the answer to a command to include its events, and the same in the answer to its repeat', async () => {
    const body = JSON.stringify({ type: 'RegisterPark', data: { parkId: 'park-a', name: '某某软件园', cityCode: '440100' } });
    const headers = {
      authorization: `Bearer ${await service.tokenOf(admin)}`,
      'content-type': 'application/json',
      'idempotency-key': 'register-park-a',
    };
    const give = async (): Promise<{ readonly promise: string; readonly repeated: boolean }> =>
      (await (await fetch(`${service.url}/commands`, { method: 'POST', headers, body })).json()) as never;
    const [first, second] = [await give(), await give()];
    expect([first.repeated, second.repeated, second.promise]).toEqual([false, true, first.promise]);
    const { origin } = await checkpoint('/checkpoint');
    expect(openLogNote(first.promise, policy, `${origin}/promise`).text).toMatch(/^minglu\/[0-9a-f-]{36}\/promise\n[A-Za-z0-9+/=]{92}\n$/);
    const url = service.database.connection.connectionString!;
    const position = await service.system.log.head();
    await eventually('the promise is kept', async () => (await redeem(url, service.keys, first.promise)).outcome === 'kept');
    expect(await redeem(url, service.keys, first.promise)).toEqual({ outcome: 'kept', position });
  });

  it('gives tiles of the public tree to everyone, for ever, and those of the full tree to checkers', async () => {
    const head = await checkpoint('/public-log/checkpoint', null);
    const width = Number(head.size);
    const response = await fetch(`${service.url}/public-log/tile/0/000.p/${width}`);
    expect([response.status, response.headers.get('cache-control'), response.headers.get('content-type')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
      'application/octet-stream',
    ]);
    const hashes = Buffer.from(await response.arrayBuffer());
    const bundle = Buffer.from(await (await fetch(`${service.url}/public-log/tile/entries/000.p/${width}`)).arrayBuffer());
    const leaves = parseEntries(bundle, width);
    expect(Buffer.concat(leaves.map((leaf) => leafHash(sha256, leaf)))).toEqual(hashes);
    expect(
      rootOf(
        sha256,
        leaves.map((leaf) => leafHash(sha256, leaf)),
      ),
    ).toEqual(head.root);
    expect((await get(`/public-log/tile/entries/000.p/3`, null)).text).toBe(encodeEntries(leaves.slice(0, 3)).toString());
    for (const path of [`0/000.p/${width + 1}`, '0/000', '0/0', '1/000.p/1', 'entries/999', '0/000.p/0'])
      expect([path, (await get(`/public-log/tile/${path}`, null)).status]).toEqual([path, 404]);

    const all = await checkpoint('/checkpoint');
    const bytesOf = async (path: string): Promise<Buffer> => {
      const got = await fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${await service.tokenOf(auditor)}` } });
      expect([path, got.status, got.headers.get('cache-control')]).toEqual([path, 200, 'private, max-age=31536000, immutable']);
      return Buffer.from(await got.arrayBuffer());
    };
    const size = Number(all.size);
    const full = parseEntries(await bytesOf(`/tile/entries/000.p/${size}`), size);
    expect(
      rootOf(
        sha256,
        full.map((leaf) => leafHash(sha256, leaf)),
      ),
    ).toEqual(all.root);
    expect(await bytesOf(`/tile/0/000.p/${size}`)).toEqual(Buffer.concat(full.map((leaf) => leafHash(sha256, leaf))));
    expect((await get('/tile/0/000.p/1', auditAdmin)).status).toBe(200);
    for (const caller of [officer, witness]) expect((await get('/tile/0/000.p/1', caller)).status).toBe(403);
    for (const caller of [auditAdmin, witness]) expect((await get('/tile/entries/000.p/1', caller)).status).toBe(403);
  });

  it('has a role for witnesses, who read full checkpoints and consistency proofs, and nothing else that is not public', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'minglu-witness-'));
    const { origin } = await checkpoint('/checkpoint');
    const key = (await get('/public-log/keys', null)).text.split('\n').find((line) => line.startsWith(`${origin}+`))!;
    const vkey = makeWitness(join(folder, 'w'), 'witness.example/one', `log ${key}\nquorum none\n`);
    const ask = async (path: string): Promise<string> => {
      const { status, text } = await get(path, witness);
      expect([path, status]).toEqual([path, 200]);
      return text;
    };
    const now = (): bigint => 1_760_000_000n;
    expect(await witnessOnce(join(folder, 'w'), ask, now)).toMatchObject([{ outcome: 'cosigned' }]);
    await given(
      service.system.casework,
      command(admin, on('2025-10-01'), 'RegisterPark', { parkId: 'park-w', name: '某园', cityCode: '440100' }),
    );
    await eventually('the event is in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
    const [second] = await witnessOnce(join(folder, 'w'), ask, now);
    expect(second).toMatchObject({ outcome: 'cosigned' });
    const cosigned = readFileSync((second as { readonly file: string }).file, 'utf8');
    expect(openCheckpoint(cosigned, parsePolicy(`log ${key}\nwitness one ${vkey}\nquorum one\n`)).origin).toBe(origin);
    for (const path of ['/proof/inclusion?index=0', '/proof/case/c', '/log', '/access-lines', '/tile/0/000.p/1', '/metrics'])
      expect([path, (await get(path, witness)).status]).toEqual([path, 403]);
    expect(JSON.parse((await get('/dossiers/c', witness)).text)).toEqual(JSON.parse((await get('/dossiers/c', null)).text));
    rmSync(folder, { recursive: true });
  });

  it('is sound by its own verification', async () => {
    await eventually('all events are in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
    const verdict = await verifyWhole(service.database.connection.connectionString!, service.keys);
    expect(verdict).toMatchObject({ events: await service.system.log.head(), fault: null });
  });

  it('shows in its health and its metrics whether events are in a checkpoint', async () => {
    const { text } = await get('/metrics', auditor);
    expect(text).toContain('minglu_transparency_backlog_events 0');
    expect(text).toContain('minglu_transparency_active 1');
    expect(JSON.parse((await get('/health', auditor)).text)).toMatchObject({
      info: { transparencyLog: { status: 'up', backlog: 0, active: true } },
    });
  });
});
