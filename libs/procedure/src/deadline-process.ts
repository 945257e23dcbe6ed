import { ask, categoryOf, ignore, type Instant, type Process, type RecordedEvent } from '@minglu/kernel';
import { applyEffect, deadlineEffect, type DossierEvent } from '@minglu/dossier';
import { subjectOfDeadline, type Deadline } from '@minglu/regulation';

/** A command that the system sends to the command handler. The handler executes each command id once. */
export interface SystemCommand {
  readonly commandId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The id of the event that caused it; null if time did. */
  readonly causationId: string | null;
}

/** The open deadlines of one dossier. */
export interface DossierDeadlines {
  readonly caseId: string;
  readonly open: readonly Deadline[];
}

export type DeadlineInput =
  /** An event of this dossier or of a work calendar. */
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** Time has reached this instant. */
  | { readonly kind: 'time'; readonly now: Instant };

const isDossierEvent = ({ streamId }: RecordedEvent): boolean => categoryOf(streamId) === 'dossier';
const isCalendarEvent = ({ streamId }: RecordedEvent): boolean => categoryOf(streamId) === 'work-calendar';
/** The case of a dossier stream: `a` of `dossier/a`. */
export const caseOf = (streamId: string): string => streamId.slice('dossier/'.length);

/**
 * The deadlines of one dossier as a process. Its events start, move and end them. A changed work calendar requests a new count.
 * Time requests that a due deadline passes. The dossier decides about each request.
 */
export const deadlineProcess: Process<DossierDeadlines, DeadlineInput, SystemCommand> = {
  name: 'deadlines',
  initial: { caseId: '', open: [] },
  evolve: (state, input) => {
    if (input.kind !== 'event' || !isDossierEvent(input.event)) return state;
    const open = applyEffect(state.open, deadlineEffect(input.event.event as DossierEvent));
    return open === state.open ? state : { caseId: caseOf(input.event.streamId), open };
  },
  decide: (state, input) => {
    if (input.kind === 'time') {
      const due = dueBy(state.open, input.now);
      return due.length ? ask(...due.map((deadline) => passing(state.caseId, deadline))) : ignore('no deadline is due');
    }
    const { event } = input;
    if (!isCalendarEvent(event)) return ignore('neither time nor a calendar');
    if (state.open.length === 0) return ignore('no open deadline');
    const { noticeNumber } = event.event.data as { noticeNumber: string };
    return ask({
      commandId: `recompute/${event.eventId}/${state.caseId}`,
      type: 'RecomputeDeadlines',
      data: { caseId: state.caseId, cause: noticeNumber, since: event.recordedAt },
      causationId: event.eventId,
    });
  },
};

/** The deadlines that have ended, earliest first. A provisional deadline never ends. */
export const dueBy = (open: readonly Deadline[], now: Instant): readonly Deadline[] =>
  open
    .filter(({ provisional, endsAt }) => !provisional && endsAt <= now)
    .sort((a, b) => (a.endsAt < b.endsAt ? -1 : a.endsAt > b.endsAt ? 1 : 0));

const passing = (caseId: string, deadline: Deadline): SystemCommand => {
  const { kind, of, evaluationYear, endsAt } = deadline;
  return {
    commandId: `pass/${caseId}/${kind}/${subjectOfDeadline(deadline)}/${endsAt}`,
    type: 'PassDeadline',
    data: { caseId, kind, of, ...(evaluationYear === undefined ? {} : { evaluationYear }), endsAt },
    causationId: null,
  };
};
