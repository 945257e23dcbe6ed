import type { Day } from '@minglu/kernel';
import type { Remedies } from '@minglu/reference';
import type { Paper } from './dossier.js';
import type { DossierEvent } from './events.js';
import { keepsRemedies, keepsService } from './papers.js';
import { keyOf } from './set-aside.js';

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

/** The key of a paper among those of its type: a year, a notice, or the authorisation of a use. */
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
  if (event.type === 'DecisionSetAside') {
    const { decision, key } = event.data;
    return [...others(decision, key), paperOf(event.type, event.data)];
  }
  if (event.type === 'DocumentServed') {
    const { served, key, remedies: told } = event.data;
    return change(served, key, ({ remedies }) => ({ served: true, remedies: told ?? remedies }));
  }
  if (event.type === 'ReviewOrLitigationNoted') {
    const { decision, key, kind } = event.data;
    return change(decision, key, ({ sought }) => ({ sought: [...sought, kind] }));
  }
  const { type, data } = event;
  return keepsService(type) ? [...others(type, decisionKey(type, data)), paperOf(type, data)] : papers;
};
