import { provisionPath, roleName, routesOf, type Actor, type AnyAct, type Bilingual, type Instant, type RouteOfAct } from '@minglu/kernel';
import {
  dossierActs,
  dossiers,
  STATUS_NAMES,
  statusesOf,
  type Dossier,
  type DossierCommand,
  type Gate,
  type Status,
} from '@minglu/dossier';
import type { Deadline } from '@minglu/regulation';
import { seesAll, type VisibleDossier } from './visibility.js';

/** An act on a case, for one caller: possible now, or with the reason against it. */
export interface Action {
  readonly command: string;
  readonly title: Bilingual;
  readonly legalBasis: readonly string[];
  /** The paths at which those provisions can be read. */
  readonly provisions: readonly string[];
  /** The routes of the act. The ids that the dossier shows are filled in. */
  readonly routes: readonly string[];
  /** The schema of the payload in the contracts. */
  readonly schema: string;
  readonly possible: boolean;
  /** The open deadline within which the act is due; null if there is none. */
  readonly deadline: {
    readonly kind: DeadlineKind;
    readonly endsAt: string;
    readonly lastDay: string;
    readonly provisional: boolean;
  } | null;
  /** Null if the act is possible. */
  readonly reason: Reason | null;
}

interface Reason {
  readonly code: 'role' | 'jurisdiction' | 'state' | 'gate';
  readonly message: Bilingual;
  /** The roles, or the statuses, that allow the act. */
  readonly allowed: readonly string[];
  /** Of a missing step or a gate of due process: the code of the refusal, and its provisions. Null for other reasons. */
  readonly refusal: { readonly code: string; readonly legalBasis: readonly string[] } | null;
}

/** The case as it is recorded, by which missing steps and gates of due process are found. */
export interface Facts {
  readonly state: Dossier;
  readonly at: Instant;
}

type DeadlineKind = Deadline['kind'];

/** The deadlines within which an act is due. */
export const DUE_WITHIN: Readonly<Partial<Record<DossierCommand, readonly DeadlineKind[]>>> = {
  FileObjection: ['publicity-window'],
  SubmitSupplement: ['supplement'],
  SubmitSelfAssessment: ['creation-cycle'],
  RequestReview: ['review-request', 'creation-cycle'],
  SubmitRectification: ['rectification'],
  SubmitStatement: ['statement-window'],
  WaiveStatement: ['statement-window'],
  RequestHearing: ['hearing-request'],
  ResolveObjection: ['objection-handling'],
  NoteReviewOrLitigation: ['reconsideration', 'litigation'],
};

/**
 * Every act on a case, for this viewer. It rests on the dossier as the viewer sees it, so that no answer tells more than his own reads.
 * A missing step or a gate of due process is a reason too; outside the ministry investigations and proceedings do not count for it. Whether a
 * payload is accepted is the outcome of its dry run.
 */
export const actionsFor = (viewer: Actor, dossier: VisibleDossier, facts: Facts): readonly Action[] =>
  ACTS_ON_A_CASE.map((one) => {
    const { act, command, routes } = one;
    const reason = reasonAgainst(one, viewer, dossier) ?? gateBefore(one, viewer, facts);
    const kinds = DUE_WITHIN[command] ?? [];
    const due = dossier.deadlines.find(({ kind, open }) => open && kinds.includes(kind));
    return {
      command,
      title: act.title,
      legalBasis: act.legalBasis,
      provisions: act.legalBasis.map(provisionPath),
      routes: routes.map(({ method, path }) => `${method} ${withIds(path, dossier)}`),
      schema: `urn:minglu:command:${command}`,
      possible: reason === null,
      deadline: due ? { kind: due.kind, endsAt: due.endsAt, lastDay: due.lastDay, provisional: due.provisional } : null,
      reason,
    };
  });

/** An act at a moment of the past: also whether any role could perform it then. */
export interface ActionThen extends Action {
  readonly roles: readonly string[];
  /** The status allowed it, and no step was missing. */
  readonly couldHappen: boolean;
}

/** The acts on a case at a moment, for a viewer of today. */
export const actionsThen = (viewer: Actor, dossier: VisibleDossier, facts: Facts): readonly ActionThen[] =>
  actionsFor(viewer, dossier, facts).map((action, index) => {
    const one = ACTS_ON_A_CASE[index]!;
    const { roles } = one;
    const couldHappen = isStatusFor(one, dossier) && gateBefore(one, viewer, facts) === null;
    return { ...action, roles, couldHappen };
  });

/** An act on a case, with the routes that lead to it, and the roles and statuses that allow it. */
interface ActOnCase {
  readonly act: AnyAct;
  readonly gate: Gate | undefined;
  readonly command: DossierCommand;
  readonly routes: readonly RouteOfAct[];
  readonly roles: readonly string[];
  readonly statuses: readonly Status[];
}

/** The acts with a route, but for those that open a case. */
const ACTS_ON_A_CASE = dossierActs.flatMap((one): readonly ActOnCase[] => {
  const act = one as unknown as AnyAct;
  const [routes, statuses] = [routesOf([act]), statusesOf(one.command)];
  const [first] = routes;
  return first && statuses.some((status) => status !== 'NONE')
    ? [{ act, gate: one.gate, command: one.command, routes, roles: first.roles, statuses }]
    : [];
});

/** The missing step, or the gate of due process, before an act; null if there is none. */
const gateBefore = ({ gate }: ActOnCase, viewer: Actor, { state, at }: Facts): Reason | null => {
  const known: Dossier = seesAll(viewer) ? state : { ...state, investigations: [], proceedings: [] };
  const refused = gate?.(known, { actor: viewer, at });
  if (!refused) return null;
  const { code, legalBasis, message } = refused.refusal;
  return { code: 'gate', message, allowed: [], refusal: { code, legalBasis } };
};

const withIds = (path: string, { caseId, titleId }: VisibleDossier): string =>
  path.replace('{caseId}', caseId).replace('{titleId}', titleId ?? '{titleId}');

const isStatusFor = ({ statuses }: ActOnCase, dossier: VisibleDossier): boolean =>
  statusesBehind(dossier.status).some((status) => statuses.includes(status));

const reasonAgainst = (one: ActOnCase, viewer: Actor, dossier: VisibleDossier): Reason | null => {
  const { act, roles, statuses: allowed } = one;
  const { role, org } = viewer;
  if (!roles.includes(role))
    return {
      code: 'role',
      message: {
        zh: `“${act.title.zh}”由${roles.map(roleName).join('、')}办理，${roleName(role)}不办理`,
        en: `${roles.join(', ')} may do this, ${role} may not`,
      },
      allowed: roles,
      refusal: null,
    };
  if (!isWithin(act, viewer, dossier))
    return {
      code: 'jurisdiction',
      message: { zh: `${org} 对本案卷无权办理`, en: `${org} may not do this in this case` },
      allowed: [],
      refusal: null,
    };
  if (isStatusFor(one, dossier)) return null;
  return {
    code: 'state',
    message: {
      zh: `现在不能办理；可在下列状态办理：${allowed.map((status) => STATUS_NAMES[status]).join('、')}`,
      en: `not now; possible in ${allowed.join(', ')}`,
    },
    allowed,
    refusal: null,
  };
};

/** The jurisdiction by the subject that is shown. Who sees plans is no outsider, although the operator of a park is not shown. */
const isWithin = (act: AnyAct, viewer: Actor, dossier: VisibleDossier): boolean => {
  const isInsider = dossier.plans !== undefined;
  if (viewer.role === 'expert' && !isInsider) return false;
  const applicantOrg = viewer.role === 'applicant' && isInsider ? { applicantOrg: viewer.org } : {};
  // An expert sees the inside of a case only while he sits on its panel.
  const review = viewer.role === 'expert' ? { review: { members: [viewer.person] } as unknown as Dossier['review'] } : {};
  const shown: Dossier = { ...dossiers.initial, subject: dossier, ...applicantOrg, ...review };
  return act.by[viewer.role]!(viewer, shown, {} as never, undefined as never, '');
};

/** One act on a case, for one viewer. */
export interface ActFor {
  readonly command: DossierCommand;
  readonly title: Bilingual;
  readonly routes: readonly string[];
  readonly roles: readonly string[];
  /** Some role may perform it in the status that the viewer sees. */
  readonly mayHappen: boolean;
  /** This viewer may perform it now. */
  readonly possible: boolean;
}
const BY_COMMAND: ReadonlyMap<DossierCommand, ActOnCase> = new Map(ACTS_ON_A_CASE.map((one) => [one.command, one]));
/** Throws for a command that is no act on a case. */
export const actFor = (command: DossierCommand, viewer: Actor, dossier: VisibleDossier): ActFor => {
  const one = BY_COMMAND.get(command);
  if (!one) throw new Error(`${command} is no act on a case`);
  return {
    command,
    title: one.act.title,
    routes: one.routes.map(({ method, path }) => `${method} ${withIds(path, dossier)}`),
    roles: one.roles,
    mayHappen: isStatusFor(one, dossier),
    possible: reasonAgainst(one, viewer, dossier) === null,
  };
};

/** The public does not learn which of two statuses a case has after its notice. */
const statusesBehind = (status: VisibleDossier['status']): readonly Status[] =>
  status === 'PUBLICITY_ENDED' ? ['OBJECTION_CHECK', 'CLEARED'] : [status];
