import type { DeadlineKind } from './deadline.js';
import type { Provision } from './provision.js';

/** The provisions on which deadlines of a kind may rest. A deadline names some of those of its kind. */
export const deadlineBasis: Readonly<Record<DeadlineKind, readonly Provision[]>> = {
  'publicity-window': ['measure-2022/18', 'civil-code/201', 'civil-code/203'],
  supplement: ['measure-2022/11', 'policy/supplement-working-days', 'civil-code/201', 'civil-code/203'],
  'creation-cycle': ['measure-2022/15', 'policy/park-creation-years', 'civil-code/202', 'civil-code/203'],
  'review-request': ['policy/review-request-months', 'civil-code/202'],
  rectification: ['measure-2022/24'],
  'statement-window': ['policy/statement-working-days', 'civil-code/201', 'civil-code/203'],
  'hearing-request': ['measure-2022/25', 'civil-code/201', 'civil-code/203'],
  'objection-handling': ['measure-2022/19', 'policy/objection-handling-days'],
  // A document states it, which is no provision.
  'campaign-window': [],
  'takes-effect': ['measure-2022/11', 'measure-2022/19', 'measure-2022/24', 'measure-2022/25'],
  'report-acceptance': ['measure-2022/25', 'policy/report-acceptance-days', 'civil-code/203'],
  'report-handling': ['measure-2022/25', 'policy/report-handling-days', 'policy/report-extension-days', 'civil-code/203'],
  reconsideration: ['civil-code/201', 'civil-code/203'],
  litigation: ['civil-code/201', 'civil-code/202'],
};
