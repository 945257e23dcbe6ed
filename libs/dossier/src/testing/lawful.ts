import type { Outcome, World } from '@minglu/kernel/testing';
import { isProvision } from '@minglu/regulation';
import { CODES_WITHOUT_PROVISION } from '../case/codes.js';

const codesWithoutProvision: ReadonlySet<string> = new Set(CODES_WITHOUT_PROVISION);

/**
 * A world that checks every outcome. Each cited provision must exist, and a refusal without provision must have one of the codes for that
 * (decision 19). Messages must be in Chinese and in English, without an unresolved placeholder.
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
  const faults = faultsOf(outcome);
  // Only with something to show: each call of expect() makes its matchers again, which takes longer than the command.
  if (faults.length > 0) expect(faults).toEqual([]);
  return outcome;
};

const faultsOf = ({ refusal, warnings, events }: Outcome): readonly string[] => {
  const said = [...(refusal ? [refusal] : []), ...warnings];
  const cited = [...said.flatMap(({ legalBasis }) => legalBasis), ...events.flatMap(({ legalBasis }) => legalBasis ?? [])];
  return [
    ...cited.filter((provision) => !isProvision(provision)).map((provision) => `no such provision: ${provision}`),
    ...(refusal?.legalBasis.length === 0 && !codesWithoutProvision.has(refusal.code)
      ? [`refused without a provision: ${refusal.code}`]
      : []),
    ...said.flatMap(({ code, message: { zh, en } }) => [
      ...(/\p{Script=Han}/u.test(zh) ? [] : [`${code} says nothing in Chinese: ${zh}`]),
      ...(/[a-z]{2}/.test(en) ? [] : [`${code} says nothing in English: ${en}`]),
      ...(/undefined|\[object|NaN/.test(zh + en) ? [`${code} does not name what it speaks of: ${zh} / ${en}`] : []),
    ]),
  ];
};
