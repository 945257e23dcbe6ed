import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatNote, signNote } from '@minglu/audit';
import { ownSigners } from '@minglu/audit/adapters';
import { main } from '@minglu/audit/verifier';
import { canonicalJson } from '@minglu/event-store';
import { approver, command, officer, on, otherApprover } from '@minglu/dossier/testing';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import { parseInstant } from '@minglu/kernel';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

const FEED = fileURLToPath(new URL('../subscriber/public-log.mjs', import.meta.url));

interface Answered {
  readonly code: number;
  readonly reason: string;
  readonly facts: { readonly answer: unknown; readonly events: number; readonly trees: readonly string[]; readonly national: boolean };
}
interface AnswerFile {
  readonly v: string;
  readonly note: string;
  readonly trees: readonly {
    readonly checkpoint: string;
    readonly proofs: readonly { readonly index: string; readonly proof: readonly string[] }[];
  }[];
  readonly events: readonly { readonly publicversion: string; readonly data: Readonly<Record<string, unknown>> }[];
}

/** Fuzhou has its title from 25 September 2025. Its conferral is set aside on 9 October. */
describeOnPostgres('a signed answer for third parties', () => {
  let service: TestService;
  let folder: string;
  let keys: readonly string[];
  const moveTo = async (instant: string): Promise<void> => {
    service.clock.moveTo(parseInstant(instant)!);
    await service.system.runUntil(parseInstant(instant)!);
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'minglu-answers-'));
    service = await startService('2023-11-01T09:00:00+08:00');
    const { casework } = service.system;
    await given(casework, ...inPublicity('f', '350100', '2025-09-05', 'p-f'));
    await moveTo('2025-09-25T00:00:00+08:00');
    await given(
      casework,
      command(approver, on('2025-09-25', '07:00:00'), 'ConferTitle', {
        caseId: 'f',
        titleId: 't-f',
        documentNumber: '工信部信发〔2025〕77号',
        effectiveDate: '2025-09-25',
      }),
      ...inPublicity('b', '340100', '2025-09-26', 'p-b'),
      command(officer, on('2025-09-28'), 'OpenInvestigation', { investigationId: 'i1', subject: 'f', clue: '来信', sourceProtected: true }),
    );
    await given(
      casework,
      command(otherApprover, on('2025-10-09'), 'SetAsideDecision', {
        caseId: 'f',
        decision: 'TitleConferred',
        ground: 'court',
        documentNumber: '（2025）京01行终1号',
        reasons: '认定事实不清',
        approvedBy: 'approver-3',
      }),
    );
    await moveTo(on('2025-10-10'));
    await eventually('all events are in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
    keys = (await text('/public-log/keys')).split('\n').filter(Boolean);
  }, 180_000);
  afterAll(async () => {
    await service?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const text = async (path: string): Promise<string> => {
    const answer = await fetch(`${service.url}${path}`);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.text();
  };
  const title = (day: string, id = 't-f') => text(`/public-log/answers/title?title=${id}&day=${day}`);
  const register = (at: string) => text(`/public-log/answers/register?at=${at}`);
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const verify = async (answer: string | Buffer, known = keys): Promise<Answered> => {
    const policy = file('policy', `${known.map((key) => `log ${key}`).join('\n')}\nquorum none\n`);
    let said = '';
    await main(['answer', '--policy', policy, '--json', file('answer.json', answer)], (more) => (said += more));
    return JSON.parse(said) as Answered;
  };
  const changed = (answer: string, change: (parts: AnswerFile) => object): string => {
    const parts = JSON.parse(answer) as AnswerFile;
    return canonicalJson({ ...parts, ...change(parts) });
  };

  it('says whether a title was valid on a day, and verifies with keys apart from it, by both countries’ algorithms', async () => {
    for (const day of ['2025-09-24', '2025-09-25', '2025-10-10']) {
      const { code, facts } = await verify(await title(day));
      expect([code, facts.answer]).toEqual([
        0,
        { titleId: 't-f', day, valid: false, conferredOn: '2025-09-25', endedOn: null, cancelled: true },
      ]);
      expect(facts).toMatchObject({ trees: ['sha256', 'sm3'], national: true });
    }
    const one = await title('2025-09-25');
    const [main1, national] = ['/public+', '/public/sm3+'].map((part) => keys.filter((key) => key.includes(part)));
    expect(await verify(one, main1)).toMatchObject({ code: 0, facts: { trees: ['sha256'], national: false } });
    expect(await verify(one, national)).toMatchObject({ code: 0, facts: { trees: ['sm3'], national: true } });
  });

  it('says that an id was never a title, also where it is the id of something hidden', async () => {
    for (const id of ['none', 'i1', 'f']) {
      const { code, facts } = await verify(await title('2025-09-25', id));
      expect([code, facts.answer, facts.events]).toEqual([
        0,
        { titleId: id, day: '2025-09-25', valid: false, conferredOn: null, endedOn: null, cancelled: false },
        0,
      ]);
    }
  });

  it('says what the public register said at an instant, as it was known then', async () => {
    const line = {
      titleId: 't-f',
      subject: 'dossier/f',
      programme: 'city',
      applicant: '350100',
      applicantName: '福州市',
      conferredOn: '2025-09-25',
      endedOn: null,
    };
    for (const [at, answer] of [
      ['2025-09-24', []],
      ['2025-09-25T06:59:59%2B08:00', []],
      ['2025-09-25', [{ ...line, cancelled: false }]],
      ['2025-10-08', [{ ...line, cancelled: false }]],
      ['2025-10-09', [{ ...line, cancelled: true }]],
      ['2025-10-10', [{ ...line, cancelled: true }]],
    ] as const) {
      const { code, facts } = await verify(await register(at));
      expect([at, code, facts.answer]).toEqual([at, 0, answer]);
    }
  });

  it('refuses days to come and malformed questions', async () => {
    for (const path of [
      'title?title=t-f&day=2025-10-11',
      'title?title=t-f&day=2025-02-30',
      'title?title=t-f',
      'title?title=%00&day=2025-01-01',
      'register?at=2025-10-11',
      'register?at=2025-10-10T23:00:00%2B08:00',
      'register?at=x',
      'register',
    ])
      expect([path, (await fetch(`${service.url}/public-log/answers/${path}`)).status]).toEqual([path, 400]);
  });

  it('ends with 2 for another spelling, and with 1 for another signer, note, order or proof', async () => {
    const answer = await title('2025-09-25');
    const { note } = JSON.parse(answer) as AnswerFile;
    for (const [of, code] of [
      [`${answer}\n`, 2],
      [answer.replace('{', '{ '), 2],
      ['', 2],
      [changed(answer, () => ({ more: 1 })), 2],
      [changed(answer, ({ trees }) => ({ trees: [trees[0], trees[0]] })), 2],
      [changed(answer, () => ({ note: note.replace('"valid":false', '"valid":true') })), 1],
      [changed(answer, ({ events }) => ({ events: events.slice(1) })), 1],
      [changed(answer, ({ events }) => ({ events: [...events].reverse() })), 1],
      [changed(answer, ({ events }) => ({ events: events.map((one) => ({ ...one, data: { ...one.data, titleId: 't-x' } })) })), 1],
      [changed(answer, ({ trees }) => ({ trees: trees.map((tree) => ({ ...tree, proofs: [...tree.proofs].reverse() })) })), 1],
      [changed(answer, ({ trees }) => ({ trees: trees.map((tree) => ({ ...tree, proofs: tree.proofs.slice(1) })) })), 2],
      [
        changed(answer, ({ trees }) => ({
          trees: trees.map((tree) => ({ ...tree, proofs: tree.proofs.map((one) => ({ ...one, proof: one.proof.slice(1) })) })),
        })),
        1,
      ],
    ] as const)
      expect([of.slice(0, 80), (await verify(of)).code]).toEqual([of.slice(0, 80), code]);
    expect(
      (
        await verify(
          answer,
          keys.filter((key) => !key.includes('/public')),
        )
      ).code,
    ).toBe(1);
  });

  it('ends with 4 where the log itself has signed an answer that does not follow from its events', async () => {
    const answer = await title('2025-09-25');
    const { logId } = await service.system.log.identity();
    const own = ownSigners(logId, [service.keys.checkpoints]);
    const signers = [...own.public, ...own['public-sm3']];
    const lying = async (find: string | RegExp, put: string, more: (parts: AnswerFile) => object = () => ({})): Promise<string> => {
      const { note } = JSON.parse(answer) as AnswerFile;
      const signed = formatNote(await signNote(note.slice(0, note.lastIndexOf('\n\n') + 1).replace(find, put), signers));
      return changed(answer, (parts) => ({ note: signed, ...more(parts) }));
    };
    expect(await verify(await lying('x', 'x'))).toMatchObject({ code: 0 });
    expect(await verify(await lying('"cancelled":true', '"cancelled":false'))).toMatchObject({ code: 4 });
    const first = (JSON.parse(answer) as AnswerFile).trees;
    const without = await lying(/"events":\["[0-9a-f]{64}",/, '"events":[', ({ events }) => ({
      events: events.slice(1),
      trees: first.map((tree) => ({ ...tree, proofs: tree.proofs.slice(1) })),
    }));
    expect(await verify(without)).toMatchObject({ code: 4, reason: expect.stringContaining('not complete') as string });
  });

  it('is found wrong after any change of a bit', async () => {
    const answer = Buffer.from(await title('2025-09-25'));
    const step = process.env['MINGLU_LONG'] === '1' ? 1 : 101;
    const kept: number[] = [];
    let flips = 0;
    for (let bit = 0; bit < answer.length * 8; bit += step) {
      const one = Buffer.from(answer);
      one[bit >> 3]! ^= 1 << (bit & 7);
      flips += 1;
      if ((await verify(one)).code === 0) kept.push(bit);
    }
    process.stdout.write(`${flips} bits of a signed answer of ${answer.length} bytes were changed; ${kept.length} were not found\n`);
    expect(kept).toEqual([]);
  }, 1_200_000);

  describe('the feed against the public log', () => {
    const key = () => keys.find((one) => /\/public\+/.test(one))!;
    const feed = async () => {
      const { items } = JSON.parse(await text('/feed?limit=500')) as { items: { publicversion: number; data: object }[] };
      return items;
    };
    const load = async () =>
      (await import(FEED)) as { verifyFeed: (ask: typeof text, vkey: string, events: readonly object[]) => Promise<{ size: number }> };

    it('is compared by a subscriber with nothing but Node', async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [FEED], { env: { ...process.env, URL: service.url, KEY: key() } });
      expect(stdout).toBe(`${(await feed()).length} events of the feed are those of the public log\n`);
    });

    it('shows an event that is missing, added, changed, or moved, and a tree that is not signed', async () => {
      const { verifyFeed } = await load();
      const events = await feed();
      expect(await verifyFeed(text, key(), events)).toMatchObject({ size: events.length });
      for (const wrong of [
        events.slice(0, -1),
        events.slice(1),
        [events[1]!, events[0]!, ...events.slice(2)],
        [...events.slice(0, 2), events[1]!, ...events.slice(2)],
        events.map((one, index) => (index === 1 ? { ...one, data: { ...one.data, caseId: 'x' } } : one)),
      ])
        await expect(verifyFeed(text, key(), wrong)).rejects.toThrow(/event|ends/);
      const foreign = keys.find((one) => !one.includes('/public') && !one.includes('sm3'))!;
      await expect(verifyFeed(text, foreign, events)).rejects.toThrow('not signed');
      const lying = async (path: string) => (path.startsWith('/public-log/leaves') ? (await text(path)).replace(/^./, 'A') : text(path));
      await expect(verifyFeed(lying, key(), events)).rejects.toThrow('not those of the checkpoint');
    });

    it('takes leaves in parts, and none behind the checkpoint', async () => {
      const all = await text('/public-log/leaves');
      const lines = all.split('\n').filter(Boolean);
      expect(`${await text('/public-log/leaves?from=0&limit=3')}${await text('/public-log/leaves?from=3')}`).toBe(all);
      expect(await text(`/public-log/leaves?from=${lines.length}`)).toBe('');
      for (const path of ['/public-log/leaves?from=-1', '/public-log/leaves?limit=0', '/public-log/leaves?limit=10001'])
        expect((await fetch(`${service.url}${path}`)).status).toBe(400);
    });
  });
});
