import { readActFacts, readProvocations } from './act-facts.js';
import { gates } from './gates.js';
import type { Generator } from './generator.js';
import { vocabulary } from './vocabulary.js';

/** The pages that are read from the source of the acts. `root`: the project's folder. */
export const sourcePages = (root: string): readonly Generator[] => {
  const facts = readActFacts(root);
  return [vocabulary(facts), gates(facts, readProvocations(root))];
};
