import type { Step } from './format.js';
import type { ScenarioDeadline, ScenarioEvent, ScenarioSystem } from './port.js';

/** The changes of a step that are printed beside its events, whether or not the step expects them. */
export interface Changes {
  readonly statuses: readonly StatusChange[];
  /** Deadlines that were set or moved. */
  readonly deadlines: readonly ScenarioDeadline[];
}
interface StatusChange {
  readonly id: string;
  /** Undefined for a new case or title. */
  readonly from: string | undefined;
  readonly to: string;
}

export type ChangeTracker = (step: Step, events: readonly ScenarioEvent[]) => Promise<Changes>;

/** Keeps the last statuses and deadlines of a system. After each step it returns the changes. */
export const changeTracker = (system: ScenarioSystem): ChangeTracker => {
  const statuses = new Map<string, string>();
  const deadlines = new Map<string, string>();
  return async (step, events) => {
    const changed: StatusChange[] = [];
    const set: ScenarioDeadline[] = [];
    for (const id of events.length === 0 ? [] : idsIn(step, events)) {
      const [from, to] = [statuses.get(id), await system.status(id)];
      if (to !== undefined && to !== from) {
        statuses.set(id, to);
        changed.push({ id, from, to });
      }
      // Oldest first, so that the last deadline of a kind is the current one.
      const current = new Map(
        (await system.deadlines(id)).map((deadline) => [`${deadline.of} ${deadline.kind} ${deadline.evaluationYear}`, deadline]),
      );
      for (const [key, deadline] of current) {
        const content = JSON.stringify([deadline.endsAt, deadline.workingDays, deadline.provisional]);
        if (deadlines.get(key) === content) continue;
        deadlines.set(key, content);
        set.push(deadline);
      }
    }
    return { statuses: changed, deadlines: set };
  };
};

/** The values of fields whose names end in `Id` or `Ids`, and the ids of the events' streams. */
const idsIn = (step: Step, events: readonly ScenarioEvent[]): readonly string[] => {
  const fields = [...(step.kind === 'command' ? Object.entries(step.data) : []), ...events.flatMap((event) => Object.entries(event.data))];
  const ids = fields.filter(([name]) => /Ids?$/.test(name)).flatMap(([, value]) => value);
  return [...new Set([...ids, ...events.map((event) => event.streamId.slice(event.streamId.lastIndexOf('/') + 1))])].filter(
    (id) => typeof id === 'string',
  );
};
