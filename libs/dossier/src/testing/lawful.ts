import type { Outcome, World } from '@minglu/kernel/testing';
import { isProvision } from '@minglu/regulation';
import { CODES_WITHOUT_PROVISION } from '../case/codes.js';

/**
 * A world in which every answer is looked at as a lawyer would: what it rests on are provisions that there are, and a
 * refusal without any has one of the few codes for that (decisions 19). What is said to a person is said in Chinese and in
 * English, and names what it speaks of.
 */
export const lawful = (inner: World): World => {
  const self: World = {
    ...inner,
    given: (...commands) => {
      inner.given(...commands);
      return self;
    },
    when: (command) => lawfulOutcome(inner.when(command)),
    fork: () => lawful(inner.fork()),
  };
  return self;
};

const lawfulOutcome = (outcome: Outcome): Outcome => {
  const { refusal, warnings, events } = outcome;
  const cited = [
    ...(refusal?.legalBasis ?? []),
    ...warnings.flatMap(({ legalBasis }) => legalBasis),
    ...events.flatMap(({ legalBasis }) => legalBasis ?? []),
  ];
  expect(cited.filter((provision) => !isProvision(provision))).toEqual([]);
  if (refusal?.legalBasis.length === 0) expect(CODES_WITHOUT_PROVISION).toContain(refusal.code);
  for (const { message } of [...(refusal ? [refusal] : []), ...warnings]) {
    expect(message.zh).toMatch(/\p{Script=Han}/u);
    expect(message.en).toMatch(/[a-z]{2}/);
    expect(message.zh + message.en).not.toMatch(/undefined|\[object|NaN/);
  }
  return outcome;
};
