import { createHmac, randomBytes } from 'node:crypto';
import { EMPTY_FILE_SHA256, isRefused, record, text, type AnyAct } from '@minglu/kernel';
import { canonicalJson } from '@minglu/event-store';
import { admission, type AdmittedCommand } from './admission.js';
import { acts, clerk, NOON } from './testing/library.js';
import { vault } from './vault.js';

const requestKey = randomBytes(32);
const tell = {
  command: 'TellSecret',
  title: { zh: '告知', en: 'Tell a secret' },
  legalBasis: ['house/1'],
  payload: record({ secret: text() }),
  sealed: ['secret'],
  matter: ({ secret }: { secret: string }) => secret.replaceAll(' ', ''),
  by: { clerk: () => true },
} as unknown as AnyAct;
const admit = admission({ acts: [...acts, tell], vault: vault(randomBytes(32)), requestKey });

const give = (type: string, data: unknown, actor = clerk) => admit({ commandId: 'c1', type, data, actor, at: NOON });
const codeOf = (result: ReturnType<typeof admit>): string | null => (isRefused(result) ? result.refusal.code : null);
const admitted = (result: ReturnType<typeof admit>): AdmittedCommand => {
  if (isRefused(result)) throw new Error(result.refusal.message.en);
  return result;
};
const reader = { ...clerk, role: 'reader' };

describe('admission', () => {
  it('finds the act of a command', () => {
    expect(admitted(give('CloseShelf', { shelf: 'a' })).act.command).toBe('CloseShelf');
  });
  it('refuses an unknown command', () => {
    for (const type of ['Nothing', 'toString', '__proto__', '']) expect(codeOf(give(type, {}))).toBe('unknown-command');
  });
  it('refuses an invalid payload and names the fault', () => {
    const result = give('CloseShelf', { shelf: 'a', more: 1 });
    expect(result).toMatchObject({
      refusal: {
        code: 'invalid-payload',
        legalBasis: ['measure-2022/1'],
        details: { issues: expect.arrayContaining([expect.objectContaining({ path: '/more' })]) },
      },
    });
  });
  it('does not show the fault to a role that may not give the command', () => {
    expect(give('CloseShelf', {}, reader)).toMatchObject({ refusal: { code: 'not-authorised', details: { role: 'reader' } } });
  });
  it('leaves the role of a valid command to the decision', () => {
    expect(codeOf(give('CloseShelf', { shelf: 'a' }, reader))).toBeNull();
  });
  it.each(['a\u0000b', '\\\u0000', 'a\ud800b'])('refuses text that cannot be stored: %j', (person) => {
    expect(codeOf(give('CloseShelf', { shelf: 'a' }, { ...clerk, person }))).toBe('invalid-payload');
  });
  it.each([
    ['\u200B', 'blank-text'],
    ['某\u202E市', 'bidirectional-control'],
    [EMPTY_FILE_SHA256, 'empty-file'],
  ])('refuses the text %j, with a pointer and the provision (decisions 41)', (secret, code) => {
    expect(give('TellSecret', { secret })).toMatchObject({ refusal: { code, legalBasis: ['house/1'], details: { path: '/secret' } } });
  });
  it('gives the act a keyed digest of a repeated matter, and nothing else of it', () => {
    const matterOf = (secret: string) => admitted(give('TellSecret', { secret })).matter;
    expect(matterOf('张某某')).toMatch(/^[0-9a-f]{64}$/);
    expect(matterOf('张 某 某')).toBe(matterOf('张某某'));
    expect(matterOf('李某某')).not.toBe(matterOf('张某某'));
    expect(admitted(give('CloseShelf', { shelf: 'a' })).matter).toBeNull();
    const other = admission({ acts: [tell], vault: vault(randomBytes(32)), requestKey: randomBytes(32) });
    const elsewhere = other({ commandId: 'c1', type: 'TellSecret', data: { secret: '张某某' }, actor: clerk, at: NOON });
    expect(admitted(elsewhere).matter).not.toBe(matterOf('张某某'));
  });
  it('admits the text \\u0000, which is no NUL', () => {
    expect(codeOf(give('CloseShelf', { shelf: 'a' }, { ...clerk, person: '\\u0000' }))).toBeNull();
  });
  it('seals the sensitive fields and hashes the request as it came in', () => {
    const { data, secrets, requestHash } = admitted(give('TellSecret', { secret: '张某某' }));
    expect(data).toEqual({ secret: { ref: secrets[0]!.ref, commitment: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    const request = canonicalJson(['TellSecret', { secret: '张某某' }, clerk]);
    expect(requestHash).toEqual(createHmac('sha256', requestKey).update(request).digest());
  });
  it('hashes equal requests equally, and those of other actors differently', () => {
    const hashOf = (actor = clerk) => admitted(give('TellSecret', { secret: 's' }, actor)).requestHash;
    expect(hashOf()).toEqual(hashOf());
    expect(hashOf({ ...clerk, person: 'clerk-2' })).not.toEqual(hashOf());
  });
});
