import type { Step } from './format.js';
import type { ScenarioDeadline, ScenarioEvent, ScenarioSystem } from './port.js';

/** What a reader wants to see after a step beside its events, whether or not anything is expected of it. */
export interface Followed {
  readonly statuses: readonly StatusChange[];
  /** Those that were set, or moved. */
  readonly deadlines: readonly ScenarioDeadline[];
}
export interface StatusChange {
  readonly id: string;
  /** Undefined for what was not there before. */
  readonly from: string | undefined;
  readonly to: string;
}

/** Remembers what it has seen of a system, so that after each step it can tell what changed. */
export const follower = (system: ScenarioSystem): ((step: Step, events: readonly ScenarioEvent[]) => Promise<Followed>) => {
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
      // Oldest first: of several of one kind, the last is the one that runs.
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

/** Ids are known by the names of their fields: `caseId`, `caseIds`, `titleId`, … */
const idsIn = (step: Step, events: readonly ScenarioEvent[]): readonly string[] => {
  const fields = [...(step.kind === 'command' ? Object.entries(step.data) : []), ...events.flatMap((event) => Object.entries(event.data))];
  const named = fields.filter(([name]) => /Ids?$/.test(name)).flatMap(([, value]) => value);
  return [...new Set([...named, ...events.map((event) => event.streamId.slice(event.streamId.lastIndexOf('/') + 1))])].filter(
    (id) => typeof id === 'string',
  );
};
