import { readdirSync, readFileSync } from 'node:fs';
import type { AnyAct } from '@minglu/kernel';
import { dossierActs } from '@minglu/dossier';
import { referenceActs } from '@minglu/reference';
import { deadlineBasis, deadlineKinds, provisions } from '@minglu/regulation';
import { listed, provisionRegister } from './provision-register.js';

const contract = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const acts = [...referenceActs, ...dossierActs] as unknown as readonly AnyAct[];
const catalogue = contract('libs/contracts/refusals.json') as readonly {
  command: string;
  code: string;
  legalBasis: string[];
  details?: object;
}[];
const unresolved = (ids: Iterable<string>) => [...new Set(ids)].filter((id) => !provisionRegister.has(id));

type Kind = keyof typeof deadlineBasis;
/** Each deadline in a recorded value. */
const deadlinesIn = (value: unknown): readonly { readonly kind: Kind; readonly rule: { readonly basis: readonly string[] } }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { kind, rule } = value as { kind?: Kind; rule?: { basis?: readonly string[] } };
  const own = kind !== undefined && rule?.basis !== undefined ? [{ kind, rule: { basis: rule.basis } }] : [];
  return [...own, ...Object.values(value).flatMap(deadlinesIn)];
};

describe('the register of provisions', () => {
  it('has each provision that an act, a refusal or a warning rests on', () => {
    expect(unresolved(acts.flatMap(({ legalBasis }) => legalBasis))).toEqual([]);
    expect(unresolved(catalogue.flatMap(({ legalBasis }) => legalBasis))).toEqual([]);
  });
  it('has each provision that a deadline rests on, and says so of no other kind', () => {
    expect(Object.keys(deadlineBasis).sort()).toEqual([...deadlineKinds].sort());
    expect(unresolved(Object.values(deadlineBasis).flat())).toEqual([]);
    const fixtures = readdirSync(new URL('../../../test/golden/fixtures', import.meta.url));
    const recorded = fixtures.flatMap((file) => deadlinesIn(contract(`test/golden/fixtures/${file}`)));
    expect(recorded.length).toBeGreaterThan(50);
    for (const { kind, rule } of recorded)
      expect([kind, rule.basis.filter((one) => !deadlineBasis[kind].includes(one as never))]).toEqual([kind, []]);
  });
  it('names the commands, deadlines and refusals that rest on a provision', () => {
    expect(provisionRegister.get('measure-2022/18')).toMatchObject({
      instrument: 'measure-2022',
      number: '第十八条',
      documentNumber: '工信部信发〔2022〕168号',
      path: '/provisions/measure-2022/18',
      text: [expect.stringContaining('公示5个工作日')],
      commands: expect.arrayContaining([{ command: 'StartPublicity', title: expect.anything() }]),
      deadlines: ['publicity-window'],
      silent: null,
    });
    const { refusals } = provisionRegister.get('measure-2022/10')!;
    expect(refusals).toContainEqual({ command: 'SubmitApplication', code: 'materials-missing' });
  });
  it('lists every refusal of the catalogue under each of its provisions', () => {
    const missing = catalogue
      .filter(({ details }) => details !== undefined)
      .flatMap(({ command, code, legalBasis }) => legalBasis.map((id) => ({ command, code, id })))
      .filter(({ command, code, id }) => !provisionRegister.get(id)!.refusals.some((one) => one.command === command && one.code === code));
    expect(missing).toEqual([]);
  });
  it('has the meaning of a policy in place of words, and the provision that is silent', () => {
    expect(provisionRegister.get('policy/one-supplement')).toMatchObject({ number: null, text: [], silent: 'measure-2022/11' });
    for (const id of Object.keys(provisions)) expect(provisionRegister.get(id)!.text.length).toBeGreaterThan(0);
    for (const { silent } of provisionRegister.values()) if (silent !== null) expect(provisionRegister.has(silent)).toBe(true);
  });
  it('lists a provision with its number, title and path', () => {
    expect(Object.keys(listed(provisionRegister.get('measure-2022/1')!))).toEqual(['id', 'instrument', 'number', 'title', 'path']);
  });
});
