import { readdirSync, readFileSync } from 'node:fs';
import { replay, type Golden } from './history.js';

const fixtures = readdirSync(new URL('fixtures/', import.meta.url)).filter((name) => name.endsWith('.json'));
const read = (name: string) => JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as Golden;

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
