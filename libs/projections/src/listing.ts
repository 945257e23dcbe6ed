import { dayOf, type Instant } from '@minglu/kernel';
import { STATUSES } from '@minglu/dossier';
import type { DossierView } from './dossier-view.js';
import { titleState } from './title-facts.js';
import { classificationsOf, recordedFacts, type Visibility, type VisibleDossier } from './visibility.js';

/** Those for whom a dossier is listed, each by the part that they see. */
export const AUDIENCES: readonly Visibility[] = ['all', 'party', 'public'];

/** The statuses by which a list may be filtered: as a caller may see them. */
export const LISTED_STATUSES: readonly VisibleDossier['status'][] = [...STATUSES.filter((status) => status !== 'NONE'), 'PUBLICITY_ENDED'];

/** The last day of a dossier without an open deadline: it sorts behind all others. */
export const NO_DEADLINE = '9999-12-31';

/**
 * A dossier in the lists of one audience. It has the facts by which this audience may find, sort and count it, and no others. An audience that
 * may not know of a dossier has no such row.
 */
export interface ListedDossier {
  readonly audience: Visibility;
  readonly caseId: string;
  readonly status: VisibleDossier['status'];
  /** The name as recorded. */
  readonly name: string;
  /** When the audience first learned of it, and when it last learned something. */
  readonly opened: Instant;
  readonly changed: Instant;
  /** Position of the last event that the audience sees. */
  readonly position: number;
  /** The earliest last day of the open deadlines; `NO_DEADLINE` without one. */
  readonly nextDeadline: string;
  /** `flag:`, `campaign:`, `year:`, `title:` and `title-state:` with their values. */
  readonly tags: readonly string[];
  /** The numbers of its documents (文号). */
  readonly documents: readonly string[];
  /** The experts who sit on its panel, for the parties' row alone: they are parties while they do. */
  readonly panel: readonly string[];
}

const yearOf = (instant: Instant): string => dayOf(instant).slice(0, 4);

/** The dossier in the lists of an audience; null if that may not know of it. */
export const listedFor = (audience: Visibility, view: DossierView): ListedDossier | null => {
  const seen = view.seen?.[audience];
  const shown = seen ? recordedFacts(view, audience) : null;
  if (!seen || !shown) return null;
  const terms = (view.terms ?? []).filter(({ classification }) => classificationsOf(audience).includes(classification));
  const values = (kind: (typeof terms)[number]['kind']) => [
    ...new Set(terms.filter((term) => term.kind === kind).map(({ value }) => value)),
  ];
  const lastDays = shown.deadlines.filter(({ open }) => open).map(({ lastDay }) => lastDay);
  const title = view.titleFacts?.[audience];
  const years = new Set([...values('year'), yearOf(seen.openedAt)]);
  return {
    audience,
    caseId: shown.caseId,
    status: shown.status,
    name: shown.applicantName,
    opened: seen.openedAt,
    changed: seen.changedAt,
    position: seen.position,
    nextDeadline: lastDays.sort()[0] ?? NO_DEADLINE,
    tags: [
      ...shown.flags.map((flag) => `flag:${flag}`),
      ...values('campaign').map((id) => `campaign:${id}`),
      ...[...years].map((year) => `year:${year}`),
      ...(title ? [`title:${title.titleId}`, `title-state:${titleState(title, shown.flags)}`] : []),
    ],
    documents: values('document'),
    panel: audience === 'party' && view.state.status === 'UNDER_REVIEW' ? (view.state.review?.members ?? []) : [],
  };
};
