import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dossierActs } from '@minglu/dossier';
import { isProvision } from '@minglu/regulation';
import { acts } from '@minglu/system';
import { parse } from 'yaml';
import { GAP } from './source/values.js';
import { facts, provocations, root } from './this-project.test.js';
import { typeText, vocabulary } from './vocabulary.js';

const refusalsOf = (command: string) =>
  [...(facts.acts.get(command)?.findings ?? []), ...facts.ofCases, ...facts.ofEvery].filter(({ kind }) => kind === 'refuse');
/** Whether the page says that a command may be refused so. A provision that only the running program knows counts as any. */
const isNamed = (command: string, code: string | undefined, provisions: readonly string[]): boolean => {
  const named = refusalsOf(command).filter((one) => code === undefined || one.code === code);
  const bases = named.flatMap((one) => one.provisions);
  return named.length > 0 && provisions.every((one) => bases.includes(one) || bases.includes(GAP));
};

interface ScenarioStep {
  readonly do?: string;
  readonly expect?: { readonly refused?: true | { readonly code?: string; readonly basis?: string } };
}

describe('the vocabulary', () => {
  it('has every act, and no other', () => {
    expect([...facts.acts.keys()].sort()).toEqual(acts.map(({ command }) => command).sort());
  });
  it('knows the code of every refusal and warning, and a text in Chinese', () => {
    const all = [...facts.ofEvery, ...facts.ofCases, ...[...facts.acts.values()].flatMap(({ findings }) => findings)];
    const said = all.filter(({ kind }) => kind !== 'newEvent');
    expect(said.filter(({ code }) => !/^[a-z]+(-[a-z0-9]+)+$/.test(code))).toEqual([]);
    expect(said.filter(({ texts }) => !/\p{Script=Han}/u.test(texts.join(' ')))).toEqual([]);
    expect(said.flatMap(({ provisions }) => provisions).filter((one) => one !== GAP && !isProvision(one))).toEqual([]);
  });
  it('has every refusal that a spec provokes, with its provisions', () => {
    const provoked = provocations.filter(({ command }) => facts.acts.has(command));
    expect(provoked.length).toBeGreaterThan(600);
    expect(
      provoked.filter(
        ({ command, code, provisions }) =>
          !isNamed(
            command,
            code,
            provisions.filter((one) => one !== GAP),
          ),
      ),
    ).toEqual([]);
  });
  it('has every refusal that a scenario expects', () => {
    const folder = join(root, 'test/scenarios');
    const steps = readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .flatMap((name) => (parse(readFileSync(join(folder, name), 'utf8')) as { steps: readonly ScenarioStep[] }).steps);
    const refused = steps.flatMap(({ do: command, expect: { refused: how } = {} }) =>
      command && how && how !== true && facts.acts.has(command) ? [{ command, ...how }] : [],
    );
    expect(refused.length).toBeGreaterThan(200);
    expect(refused.filter(({ command, code, basis }) => !isNamed(command, code, basis ? [basis] : []))).toEqual([]);
  });
  it('finds every event that an act states, so that it finds those of the other acts too', () => {
    for (const { command, follows } of dossierActs) {
      const types = facts.acts
        .get(command)!
        .findings.filter(({ kind }) => kind === 'newEvent')
        .map(({ code }) => code);
      expect({
        command,
        missing: Object.values(follows)
          .flat()
          .filter((type) => !types.includes(type)),
      }).toEqual({ command, missing: [] });
    }
  });
  it('equals the committed page', () => {
    const [page] = vocabulary(facts).files();
    expect(readFileSync(join(root, page!.path), 'utf8')).toBe(page!.content);
  });
});

describe('the type of a field', () => {
  it.each([
    [{ type: 'string', maxLength: 200 }, 'text ≤200'],
    [{ type: 'string', format: 'date', pattern: '^' }, 'day'],
    [{ type: 'string', format: 'date-time' }, 'instant'],
    [{ type: 'string', enum: ['pass', 'fail'] }, 'pass·fail'],
    [{ type: 'array', items: { type: 'integer' } }, 'integer[]'],
    [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, '(text or null)[]'],
    [{ type: 'object', properties: { a: { const: 1 }, b: { type: 'boolean' } }, required: ['b'] }, '{ a?: 1, b: boolean }'],
    [{}, 'any'],
  ])('%j is %s', (schema, words) => expect(typeText(schema)).toBe(words));
});
