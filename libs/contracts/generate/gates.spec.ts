import { readFileSync } from 'node:fs';
import { actsWithEffect, CANNOT_FAIL, gates, gatesOf } from './gates.js';
import { facts, provocations, root } from './this-project.test.js';

const all = gatesOf(facts, provocations);
const named = (some: readonly { readonly command: string; readonly code: string }[]) =>
  some.map(({ command, code }) => `${command} ${code}`);

describe('the gates of an act for or against a party', () => {
  it('are each provoked by a spec', () => {
    expect(all.length).toBeGreaterThan(120);
    expect(named(all.filter(({ shownBy, cannotFail }) => shownBy.length === 0 && cannotFail === undefined))).toEqual([]);
  });
  it('cannot fail only where no spec provokes them', () => {
    expect(named(all.filter(({ shownBy, cannotFail }) => shownBy.length > 0 && cannotFail !== undefined))).toEqual([]);
    const listed = Object.entries(CANNOT_FAIL).flatMap(([command, codes]) => Object.keys(codes).map((code) => ({ command, code })));
    expect(named(listed).filter((one) => !named(all).includes(one))).toEqual([]);
  });
  it('are those of every act that a proven fraud bars', () => {
    const barred = [...facts.acts.values()].filter(
      ({ command, findings }) => command !== 'PassDeadline' && findings.some(({ code }) => code === 'fraud-substantiated'),
    );
    const missing = barred.filter(({ command }) => !actsWithEffect.some((one) => one.command === command && one.effect !== 'adverse'));
    expect(missing.map(({ command }) => command)).toEqual([]);
  });
  it('equal the committed page', () => {
    const [page] = gates(facts, provocations).files();
    expect(readFileSync(`${root}${page!.path}`, 'utf8')).toBe(page!.content);
  });
});
