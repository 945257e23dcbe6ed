import { accept, defineEvent, newEvent, record, ref, text, type EventOf, type StreamCategory } from '@minglu/kernel';
import { byMinistryAdmin, referenceAct } from './act.js';

export const clockEvents = {
  ClockFaultRecorded: defineEvent({
    type: 'ClockFaultRecorded',
    version: 1,
    title: { zh: '时钟有误已登记', en: 'Clock fault recorded' },
    freeText: { official: ['reason'] },
    classification: 'INTERNAL',
    payload: record({ reason: text() }),
  }),
};
type ClockEvent = EventOf<typeof clockEvents>;

/** Number of the recorded faults. */
interface ClockFaults {
  readonly faults: number;
}
/** The log goes on from the clock after an event of this stream (`CLOCK_STREAM`). */
export const clocks: StreamCategory<ClockFaults, ClockEvent> = {
  name: 'clock',
  events: clockEvents,
  initial: { faults: 0 },
  evolve: ({ faults }) => ({ faults: faults + 1 }),
};
const clock = ref(clocks, 'log');

/**
 * Says that the last recorded instants of the log were wrong, because a clock was. While they lie in the future nothing else is decided.
 * The events keep those instants; the log goes on from the clock of the database.
 */
export const recordClockFault = referenceAct({
  command: 'RecordClockFault',
  route: 'POST /clock-faults',
  title: { zh: '登记时钟有误', en: 'Record a fault of the clock' },
  legalBasis: ['measure-2022/4'],
  payload: clockEvents.ClockFaultRecorded.payload,
  example: () => ({ reason: '服务器时钟快了一小时，已校正' }),
  by: { 'ministry-admin': byMinistryAdmin['ministry-admin'] },
  on: () => [clock],
  decide: ({ data }) => accept([newEvent(clockEvents.ClockFaultRecorded, data)]),
});
