import type { EventOf } from '@minglu/kernel';
import { accountabilityEvents } from '../accountability/events.js';
import { applicationEvents } from '../application/events.js';
import { creationEvents } from '../creation/events.js';
import { deadlineEvents } from '../deadlines/events.js';
import { evaluationEvents } from '../evaluation/events.js';
import { publicityEvents } from '../publicity/events.js';
import { reviewEvents } from '../review/events.js';
import { titleEvents } from '../title/events.js';
import type { DeadlineEffect } from './deadline-effects.js';
import type { DossierEventFacts } from './define-event.js';
import type { Status } from './status.js';

/** Every event that a dossier (案卷) can hold. */
export const dossierEvents = {
  ...applicationEvents,
  ...creationEvents,
  ...reviewEvents,
  ...publicityEvents,
  ...titleEvents,
  ...evaluationEvents,
  ...accountabilityEvents,
  ...deadlineEvents,
};
export type DossierEvent = EventOf<typeof dossierEvents>;

/** The facts in the definition of an event, typed for any event. */
export const factsOf = ({ type }: Pick<DossierEvent, 'type'>): DossierEventFacts<DossierEvent['data']> =>
  dossierEvents[type] as DossierEventFacts<DossierEvent['data']>;

/** The status after an event. Depends only on the status before and the event. */
export const statusAfter = (before: Status, event: DossierEvent): Status => {
  const { leadsTo } = factsOf(event);
  return typeof leadsTo === 'function' ? leadsTo(before, event.data) : (leadsTo ?? before);
};

/** The effect of an event on the open deadlines. The dossier's state, the timers and the read model all apply it. */
export const deadlineEffect = (event: DossierEvent): DeadlineEffect | null => {
  const { deadlines } = factsOf(event);
  return typeof deadlines === 'function' ? deadlines(event.data) : deadlines;
};
