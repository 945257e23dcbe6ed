import { id, oneOf, Type, type Referred } from '@minglu/kernel';
import { programmeYear } from '@minglu/regulation';
import { SERVED_EVENTS } from '../case/papers.js';
import type { Paper } from '../case/dossier.js';
import { decisionKey } from '../case/served-papers.js';
import type { Dossier } from '../case/state.js';

/** The fields by which a command names a decision, notice or order of the case: by its event, or by its type and year. */
export const whichPaper = {
  decisionEventId: Type.Optional(id()),
  decision: Type.Optional(oneOf(...SERVED_EVENTS)),
  /** Which result or order, where there are several. */
  evaluationYear: Type.Optional(programmeYear()),
};
interface Which {
  readonly decision?: string;
  readonly evaluationYear?: number;
}

/** The paper that a command names. Without a name it is the latest; undefined if there is none. */
export const paperNamed = (
  { papers }: Dossier,
  { decision, evaluationYear }: Which,
  event: Referred | undefined,
  fits: (paper: Paper) => boolean = () => true,
): Paper | undefined =>
  papers.findLast((one) =>
    event
      ? one.type === event.type && one.key === decisionKey(event.type, event.data)
      : fits(one) &&
        (decision === undefined || one.type === decision) &&
        (evaluationYear === undefined || one.about.evaluationYear === evaluationYear),
  );
