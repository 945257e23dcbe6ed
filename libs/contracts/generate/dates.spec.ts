import { day, instant, nullable, record, Type } from '@minglu/kernel';
import { dateFields, datedActs } from './dates.js';
import { facts } from './this-project.test.js';

describe('the dates of a payload', () => {
  it('are found in lists, records and choices', () => {
    const inner = record({ on: Type.Optional(day()), name: Type.String() });
    const payload = record({
      at: instant(),
      days: Type.Array(day()),
      until: Type.Optional(nullable(day())),
      inner,
      many: Type.Array(inner),
    });
    expect(dateFields(payload)).toEqual(['at', 'days[]', 'until', 'inner.on', 'many[].on']);
  });
  it.each(datedActs.map((act) => [act.command, act] as const))('of %s have each a rule in the act', (_, { payload, dates = {} }) => {
    expect(Object.keys(dates).sort()).toEqual([...dateFields(payload)].sort());
  });
  it('are refused by codes that the acts give', () => {
    const unknown = datedActs.flatMap(({ command, dates = {} }) => {
      const given = [...facts.acts.get(command)!.findings, ...facts.ofCases].map(({ code }) => code);
      const limits = Object.values(dates).flatMap(({ notBefore = [], notAfter = [] }) => [...notBefore, ...notAfter]);
      return limits.filter(({ code }) => !given.includes(code)).map(({ code }) => `${command} ${code}`);
    });
    expect(unknown).toEqual([]);
  });
});
