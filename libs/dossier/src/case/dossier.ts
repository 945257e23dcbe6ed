import type { Day } from '@minglu/kernel';
import type { Remedies } from '@minglu/reference';
import type { Deadline } from '@minglu/regulation';
import type { AccountabilityEvent } from '../accountability/events.js';
import type { Investigation, LegalHold, Proceeding } from '../accountability/state.js';
import type { Application } from '../application/state.js';
import type { Creation } from '../creation/state.js';
import type { Evaluation } from '../evaluation/state.js';
import type { Publicity } from '../publicity/state.js';
import type { Review } from '../review/state.js';
import type { Title } from '../title/state.js';
import type { Origin } from './define-event.js';
import type { Status } from './status.js';

/** Whom the dossier is about: as recorded by the event that opened it, and for an act as of the day of the command. */
export interface Subject {
  readonly caseId: string;
  readonly programme: 'city' | 'park';
  readonly applicant: string;
  readonly applicantName: string;
  readonly cityCode: string;
  readonly cityName: string;
  readonly cityClass: 'direct-municipality' | 'sub-provincial-city' | 'separately-planned-city' | 'prefecture-city' | 'prefecture-unit';
  readonly provinceCode: string;
}

/** 案卷: a candidacy and the title that came of it. */
export interface Dossier {
  readonly status: Status;
  /** Null only before the first event. */
  readonly subject: Subject | null;
  /** The organisation that acts as the applicant on the day of the command; null in the fold of the log. */
  readonly applicantOrg: string | null;
  /** The ids under which no other dossier may be open: the applicant as recorded, and the ids that it had succeeded by then. */
  readonly openedUnder: readonly string[];
  readonly origin: Origin | null;
  readonly previousCaseId: string | null;
  /** The day of the decision that closed it; null while it is open. */
  readonly closedOn: Day | null;
  readonly application: Application | null;
  readonly creation: Creation | null;
  readonly review: Review | null;
  readonly publicity: Publicity | null;
  readonly title: Title | null;
  readonly evaluation: Evaluation | null;
  readonly investigations: readonly Investigation[];
  readonly proceedings: readonly Proceeding[];
  /** Legal holds (证据保全); absent until one was placed. */
  readonly holds?: readonly LegalHold[];
  /** Ids of its evidence packages (证据包); absent until one was exported. */
  readonly exports?: readonly string[];
  /** Open deadlines, in the order in which they began. */
  readonly deadlines: readonly Deadline[];
  /** Decisions that can be set aside, oldest first. */
  readonly decisions: readonly StandingDecision[];
  /** A decision against the party has been made. */
  readonly decidedAgainst: boolean;
  /** The papers that are served to the party, with the remedies that it was told, oldest first (decisions 34). */
  readonly papers: readonly Paper[];
}

type SetAside = Extract<AccountabilityEvent, { type: 'DecisionSetAside' }>['data'];
export type Undoable = SetAside['decision'];

/** A decision that stands and can be set aside, with the parts of the dossier that it changed. */
export interface StandingDecision {
  readonly type: Undoable;
  /** Of a result its year, of a denial its notice; otherwise empty. */
  readonly key: string;
  readonly before: Pick<Dossier, 'status' | 'deadlines' | 'creation' | 'title'>;
}

/** A decision, notice or order of the case that is served to the party, as far as later acts ask for it (decisions 34). */
export interface Paper {
  /** The type of its event, and its key among those of its type. */
  readonly type: string;
  readonly key: string;
  /** The case, or the title and its year, that its periods are about. */
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

export const noDossier: Dossier = {
  status: 'NONE',
  subject: null,
  applicantOrg: null,
  openedUnder: [],
  origin: null,
  previousCaseId: null,
  closedOn: null,
  application: null,
  creation: null,
  review: null,
  publicity: null,
  title: null,
  evaluation: null,
  investigations: [],
  proceedings: [],
  deadlines: [],
  decisions: [],
  decidedAgainst: false,
  papers: [],
};
