import type { Day } from '@minglu/kernel';
import type { Remedies } from '@minglu/reference';
import type { DossierEvent } from './events.js';
import { keepsRemedies, keepsService } from './papers.js';
import { keyOf } from './set-aside.js';

/** A decision, notice or order of the case that is served to the party, as far as later acts ask for it (decisions 34). */
export interface Paper {
  /** The type of its event, and its key among those of its type. */
  readonly type: string;
  readonly key: string;
  /** What its periods are about. */
  readonly about: { readonly of: string; readonly evaluationYear?: number };
  /** The day of the paper; null if the record does not say. */
  readonly issuedOn: Day | null;
  readonly isAgainst: boolean;
  /** Its service is recorded. */
  readonly served: boolean;
  /** The remedies that the party was told; null if it was not. */
  readonly remedies: Remedies | null;
  /** The kinds of remedies that were noted as filed. */
  readonly sought: readonly ('reconsideration' | 'litigation')[];
}

/** The fields of a payload that decide whether a decision is against the party, and whom it concerns. */
interface Facts {
  readonly caseId: string;
  readonly titleId?: string | null;
  readonly evaluationYear?: number | null;
  readonly authorisationId?: string;
  readonly conclusion?: 'pass' | 'fail';
  readonly stars?: number | null;
  readonly newStars?: number | null;
}
/** True for a failed review and for a result of one star; the other decisions of the table are always against the party. */
export const isAgainst = (data: object): boolean => {
  const { conclusion, stars, newStars } = data as Facts;
  return conclusion === undefined && stars === undefined && newStars === undefined
    ? true
    : conclusion === 'fail' || stars === 1 || newStars === 1;
};

/** The case, or the title and its year, that a decision concerns. */
export const ofDecision = (data: object): Paper['about'] => {
  const { caseId, titleId, evaluationYear } = data as Facts;
  return { of: titleId ?? caseId, ...(evaluationYear == null ? {} : { evaluationYear }) };
};

/** The key of a paper among those of its type: of a result or an order its year, of a denial its notice, of a use its authorisation. */
export const decisionKey = (type: string, data: object): string => {
  const { evaluationYear, authorisationId } = data as Facts;
  return keyOf(type, data as Readonly<Record<string, unknown>>) || String(authorisationId ?? evaluationYear ?? '');
};

interface Kept {
  readonly document?: { readonly issuedOn?: Day };
  readonly closedOn?: Day;
  readonly service?: object;
  readonly remedies?: Remedies;
}
const paperOf = (type: string, data: object): Paper => {
  const { document, closedOn, service, remedies } = data as Kept;
  return {
    type,
    key: decisionKey(type, data),
    about: ofDecision(data),
    issuedOn: document?.issuedOn ?? closedOn ?? null,
    isAgainst: keepsRemedies(type) && isAgainst(data),
    served: service !== undefined,
    remedies: remedies ?? null,
    sought: [],
  };
};

/** The papers of a case after an event, oldest first. A decision that is set aside leaves; a later one of its type and key replaces it. */
export const papersAfter = (papers: readonly Paper[], event: DossierEvent): readonly Paper[] => {
  const others = (type: string, key: string) => papers.filter((one) => one.type !== type || one.key !== key);
  const change = (type: string | undefined, key: string | undefined, to: (paper: Paper) => Partial<Paper>): readonly Paper[] =>
    papers.map((one) => (one.type === type && one.key === key ? { ...one, ...to(one) } : one));
  const { type, data } = event;
  switch (type) {
    case 'DecisionSetAside':
      return [...others(data.decision, data.key), paperOf(type, data)];
    case 'DocumentServed':
      return change(data.served, data.key, ({ remedies }) => ({ served: true, remedies: data.remedies ?? remedies }));
    case 'ReviewOrLitigationNoted':
      return change(data.decision, data.key, ({ sought }) => ({ sought: [...sought, data.kind] }));
    default:
      return keepsService(type) ? [...others(type, decisionKey(type, data)), paperOf(type, data)] : papers;
  }
};
