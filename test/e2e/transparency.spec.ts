import {
  caseFault,
  checkMapProof,
  encodePublicLeaf,
  leafHash,
  mapKey,
  openCheckpoint,
  openLogNote,
  parseMapHead,
  parsePolicy,
  parseTlogProof,
  sha256,
  verifyConsistency,
  verifyInclusion,
  type OpenedCheckpoint,
  type Policy,
} from '@minglu/audit';
import { officer, province, someone } from '@minglu/dossier/testing';
import { metadataIn, publicHash, type StoredEvent } from '@minglu/event-store';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import type { Actor } from '@minglu/kernel';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

const auditor: Actor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
const auditAdmin: Actor = { role: 'audit-admin', org: 'MIIT', person: 'audit-admin-1' };

describeOnPostgres('the transparency log over HTTP', () => {
  let service: TestService;
  let policy: Policy;
  beforeAll(async () => {
    service = await startService('2023-11-01T09:00:00+08:00');
    await given(service.system.casework, ...inPublicity('c', '330200', '2025-09-26', 'p-c'));
    await eventually('all events are in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
    const keys = (await get('/public-log/keys', null)).text;
    policy = parsePolicy(`${keys.split('\n').filter(Boolean).map((key) => `log ${key}`).join('\n')}\nquorum none\n`);
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
  const hashesIn = (text: string): readonly Buffer[] => text.split('\n').filter(Boolean).map((line) => Buffer.from(line, 'base64'));

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

  it('shows in its health and its metrics whether events are in a checkpoint', async () => {
    const { text } = await get('/metrics', auditor);
    expect(text).toContain('minglu_transparency_backlog_events 0');
    expect(text).toContain('minglu_transparency_active 1');
    expect(JSON.parse((await get('/health', auditor)).text)).toMatchObject({
      info: { transparencyLog: { status: 'up', backlog: 0, active: true } },
    });
  });
});
