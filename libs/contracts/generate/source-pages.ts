import { readActFacts, readProvocations, type AllActFacts } from './act-facts.js';
import { gates } from './gates.js';
import type { Generator } from './generator.js';
import type { Provocation } from './source/provocations.js';
import { vocabulary } from './vocabulary.js';

/** All that the pages read from the source of the acts and of their specs. */
export interface SourceFacts {
  readonly facts: AllActFacts;
  readonly provocations: readonly Provocation[];
}

/** `root`: the project's folder. */
export const readSource = (root: string): SourceFacts => ({ facts: readActFacts(root), provocations: readProvocations(root) });

/** The pages that are read from the source of the acts. */
export const sourcePages = ({ facts, provocations }: SourceFacts): readonly Generator[] => [vocabulary(facts), gates(facts, provocations)];
