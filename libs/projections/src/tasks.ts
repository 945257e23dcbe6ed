import { addDays, dayOf, type Actor, type Bilingual, type Day } from '@minglu/kernel';
import { CLOSED_STATUSES, STATUSES, type DossierCommand, type Status } from '@minglu/dossier';
import { dayKind, type Deadline, type Provision, type WorkCalendar } from '@minglu/regulation';
import { actFor, DUE_WITHIN, type ActFor } from './actions.js';
import { NO_DEADLINE } from './listing.js';
import type { Reminder, ReminderSettings } from './reminders.js';
import type { Moment, VisibleDossier } from './visibility.js';

/** The statuses in which a case may wait for somebody. */
export const WAITING_STATUSES: readonly Status[] = STATUSES.filter((status) => status !== 'NONE' && !CLOSED_STATUSES.includes(status));

/** A day by which something is due. */
interface Due {
  readonly lastDay: Day;
  /** True while it depends on a work calendar that is not published. */
  readonly provisional: boolean;
  /** The working days after today up to the last day; 0 when it is over. While provisional, those that are known. */
  readonly workingDaysLeft: number;
  readonly overdue: boolean;
}

/** Something that a case waits for, as one caller sees it. */
export interface Task extends Pick<VisibleDossier, 'caseId' | 'titleId' | 'programme' | 'applicantName' | 'status' | 'version'> {
  /** `deadline`: a recorded one runs. `reminder`: a duty of diligence. `step`: the next act of the procedure, without a day. */
  readonly source: 'deadline' | 'reminder' | 'step';
  /** The kind of the deadline or the reminder; for a step the status or the flag. */
  readonly kind: string;
  /** The publicity, case, title, proceeding or objection that has the deadline; null for the other sources. */
  readonly of: string | null;
  /** The evaluation year of a rectification; null for all others. */
  readonly evaluationYear: number | null;
  /** The provisions by which the day is counted; empty for a step. */
  readonly legalBasis: readonly Provision[];
  readonly message: Bilingual | null;
  /** The acts by which this caller may do it; empty if it waits for others. */
  readonly acts: readonly Pick<ActFor, 'command' | 'title' | 'routes'>[];
  /** The roles for which it waits. */
  readonly waitsFor: readonly string[];
  readonly due: Due | null;
}

const REVIEWING = ['PassFormalReview', 'RejectFormalReview', 'RequestSupplement'] as const;
/** The acts by which a case goes on from a status. Absent: nothing is to be done but to wait. */
const NEXT: Readonly<Partial<Record<Status, readonly DossierCommand[]>>> = {
  PILOT: ['SubmitSelfAssessment', 'RequestReview'],
  DRAFT: ['RecordProvincialConsent', 'SubmitApplication'],
  CONSENTED: ['SubmitApplication'],
  SUBMITTED: REVIEWING,
  SUPPLEMENT: ['SubmitSupplement'],
  MUNICIPAL_CHECK: ['ApproveMaterials', 'ReturnMaterials'],
  PROVINCIAL_CHECK: ['ApproveMaterials', 'ReturnMaterials'],
  PROVINCIAL_APPROVED: ['SubmitSummaryTable'],
  AT_MINISTRY: REVIEWING,
  READY: ['StartCreation'],
  CREATING: ['SubmitSelfAssessment', 'RequestReview'],
  REVIEW_REQUESTED: ['ConvenePanel', 'ReturnReviewMaterials'],
  UNDER_REVIEW: ['ScoreIndicators', 'ConcludeReview'],
  REVIEW_PASSED: ['StartPublicity'],
  OBJECTION_CHECK: ['ResolveObjection'],
  CLEARED: ['ConferTitle'],
  EXIT_PROPOSED: ['ServePriorNotice', 'AnnounceExit', 'WithdrawExitProposal'],
};
/** One of two roles of an act is meant by these statuses. */
const CHECKED_BY: Readonly<Partial<Record<Status, string>>> = {
  MUNICIPAL_CHECK: 'municipal-authority',
  PROVINCIAL_CHECK: 'provincial-authority',
};
/** The acts that a flag calls for. */
const FOR_FLAG: Readonly<Partial<Record<VisibleDossier['flags'][number], readonly DossierCommand[]>>> = {
  REMINDER_DUE: ['OrderRectification'],
  RECTIFYING: ['AcceptRectification'],
  STREAK_AMBIGUOUS: ['SettleStreak'],
  HEARING_REQUESTED: ['HoldHearing', 'RefuseHearing'],
  UNDER_INVESTIGATION: ['CloseInvestigation'],
};
const FOR_REMINDER: Readonly<Record<Reminder['kind'], readonly DossierCommand[]>> = {
  'formal-review': REVIEWING,
  supplement: ['SubmitSupplement'],
  'progress-report': ['ReportProgress'],
  'objection-handling': ['ResolveObjection'],
  conferral: ['ConferTitle'],
  'enhancement-plan': ['FileEnhancementPlan'],
  monitoring: ['ReportMonitoringData'],
  evaluation: ['PublishEvaluationResults'],
  'work-calendar': [],
};
/** Deadlines that are a right of others or of the public, and no task: time alone ends them. */
const NO_TASK: readonly Deadline['kind'][] = ['publicity-window', 'reconsideration', 'litigation', 'takes-effect'];

const commandsFor = (kind: Deadline['kind']): readonly DossierCommand[] =>
  NO_TASK.includes(kind) ? [] : (Object.keys(DUE_WITHIN) as DossierCommand[]).filter((command) => DUE_WITHIN[command]!.includes(kind));

/** Working days after `today`, up to `lastDay`, that the calendar knows. Counts at most a year. */
export const workingDaysLeft = (calendar: WorkCalendar, today: Day, lastDay: Day): number => {
  let count = 0;
  const end = lastDay < addDays(today, 366) ? lastDay : addDays(today, 366);
  for (let day = addDays(today, 1); day <= end; day = addDays(day, 1)) if (dayKind(calendar, day) === 'working') count += 1;
  return count;
};

const dueOn = (lastDay: Day, provisional: boolean, { calendar }: ReminderSettings, today: Day): Due => ({
  lastDay,
  provisional,
  workingDaysLeft: workingDaysLeft(calendar, today, lastDay),
  overdue: lastDay < today,
});

/**
 * The tasks of a case, by the dossier as the viewer sees it and by no other fact. Deadlines come first, then duties of diligence. The next step of
 * the procedure follows where neither of them asks for it.
 */
export const tasksOf = (viewer: Actor, dossier: VisibleDossier, settings: ReminderSettings, now: Moment): readonly Task[] => {
  const today = dayOf(now.at);
  const { caseId, titleId, programme, applicantName, status, version } = dossier;
  const asked = new Set<DossierCommand>();
  const task = (
    source: Task['source'],
    kind: string,
    commands: readonly DossierCommand[],
    due: Due | null,
    more: Partial<Pick<Task, 'of' | 'evaluationYear' | 'legalBasis' | 'message'>> & { readonly roles?: readonly string[] } = {},
  ): Task => {
    for (const command of commands) asked.add(command);
    const acts = commands.map((command) => actFor(command, viewer, dossier));
    const happening = acts.filter(({ mayHappen }) => mayHappen);
    const roles = more.roles ?? [...new Set(happening.flatMap((act) => act.roles))];
    const own = happening.filter(({ possible }) => possible && roles.includes(viewer.role));
    return {
      caseId,
      titleId,
      programme,
      applicantName,
      status,
      version,
      source,
      kind,
      of: more.of ?? null,
      evaluationYear: more.evaluationYear ?? null,
      legalBasis: more.legalBasis ?? [],
      message: more.message ?? null,
      acts: own.map(({ command, title, routes }) => ({ command, title, routes })),
      waitsFor: roles,
      due,
    };
  };
  const deadlines = dossier.deadlines
    .filter(({ open, kind }) => open && commandsFor(kind).length > 0)
    .map(({ kind, of, evaluationYear, rule, lastDay, provisional }) =>
      task('deadline', kind, commandsFor(kind), dueOn(lastDay, provisional, settings, today), {
        of,
        legalBasis: rule.basis,
        ...(evaluationYear === undefined ? {} : { evaluationYear }),
      }),
    );
  const reminders = dossier.reminders.map(({ kind, dueOn: day, provisional, legalBasis, message }) =>
    task('reminder', kind, FOR_REMINDER[kind], dueOn(day, provisional, settings, today), {
      message,
      legalBasis,
      ...(kind === 'work-calendar' ? { roles: ['ministry-admin'] } : {}),
    }),
  );
  const steps = [
    [status, (status === 'PUBLICITY_ENDED' ? undefined : NEXT[status]) ?? []] as const,
    ...dossier.flags.map((flag) => [flag, FOR_FLAG[flag] ?? []] as const),
  ].flatMap(([kind, commands]) => {
    if (commands.length === 0 || commands.some((command) => asked.has(command))) return [];
    const checker = status === 'PUBLICITY_ENDED' ? undefined : CHECKED_BY[status];
    return [task('step', kind, commands, null, checker ? { roles: [checker] } : {})];
  });
  return [...deadlines, ...reminders, ...steps].filter(({ waitsFor }) => waitsFor.length > 0);
};

/** Overdue tasks first, then by their last day, then those without one. */
export const byUrgency = (one: Task, other: Task): number => {
  const key = ({ due, caseId, kind }: Task) => `${due?.lastDay ?? NO_DEADLINE} ${caseId} ${kind}`;
  return key(one) < key(other) ? -1 : 1;
};
