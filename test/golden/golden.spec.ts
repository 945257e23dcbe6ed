import { readdirSync, readFileSync } from 'node:fs';
import { replay, type Golden } from './history.js';
import { answersOf, type TwoClocks } from './two-clocks.js';

const namesIn = (folder: string) => readdirSync(new URL(`${folder}/`, import.meta.url)).filter((name) => name.endsWith('.json'));
const readFrom = (folder: string, name: string): unknown => JSON.parse(readFileSync(new URL(`${folder}/${name}`, import.meta.url), 'utf8'));
const fixtures = namesIn('fixtures');
const read = (name: string) => readFrom('fixtures', name) as Golden;

describe('a history captured by an earlier version', () => {
  it('exists', () => {
    expect(fixtures.length).toBeGreaterThan(0);
  });
  it.each(fixtures)('%s still folds to the same state', (name) => {
    const { histories } = read(name);
    expect(histories.length).toBeGreaterThan(0);
    // A later version may add fields. It must not change the captured ones.
    for (const { events, view } of histories) expect(replay(events)).toMatchObject({ ...view });
  });
  it('folds to another state if its last event is missing', () => {
    const [{ events, view }] = read(fixtures[0]!).histories as [Golden['histories'][number]];
    expect(replay(events.slice(0, -1))).not.toMatchObject({ ...view });
  });
});

/** A later version has further acts. The captured ones must still be possible, in the same order. */
const withoutNewActs = (value: unknown, captured: unknown, of = ''): unknown => {
  if (typeof value !== 'object' || value === null || typeof captured !== 'object' || captured === null) return value;
  if (Array.isArray(value)) return of === 'couldHappen' ? value.filter((one) => (captured as readonly unknown[]).includes(one)) : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withoutNewActs(one, (captured as Readonly<Record<string, unknown>>)[name], name)]),
  );
};

describe('a captured history on two clocks', () => {
  const names = namesIn('two-clocks');
  const captured = (name: string) => readFrom('two-clocks', name) as TwoClocks;
  it('exists', () => {
    expect(names.length).toBeGreaterThan(0);
  });
  it.each(names)('%s still gives the same answer for each pair of instants', async (name) => {
    const { events, answers } = captured(name);
    const now = await answersOf(events);
    expect(now.length).toBe(answers.length);
    for (const [index, answer] of answers.entries()) expect(withoutNewActs(now[index], answer)).toMatchObject({ ...answer });
  });
  it('tells apart what was known at different times of one and the same instant', () => {
    const differing = names.filter((name) => {
      const byMoment = new Map<string, Set<string>>();
      for (const { viewer, caseId, at, knownAt, answer } of captured(name).answers)
        if (answer && knownAt >= at) {
          const moment = `${viewer} ${caseId} ${at}`;
          byMoment.set(moment, (byMoment.get(moment) ?? new Set()).add(JSON.stringify(answer)));
        }
      return [...byMoment.values()].some(({ size }) => size > 1);
    });
    expect(differing.length).toBeGreaterThan(0);
  });
});
