import { accept, defineEvent, instant, newEvent, record, ref, refuse, Type, type EventOf, type StreamCategory } from '@minglu/kernel';
import { referenceAct } from './act.js';

const BASIS = 'measure-2022/4';

/** Sources that one event names. The others are counted together. */
export const NAMED_SOURCES = 50;

const count = () => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** A window begins with a whole minute of UTC. */
const isMinute = (from: string): boolean => /:00(?:\.0+)?Z$/.test(from);

const refusals = {
  /** The minute begins at this instant. */
  from: instant(),
  /** All refusals of the minute. */
  refusals: count(),
  /** Those with the most refusals. A source is a keyed hash of the network of the caller: the same network, the same source. */
  sources: Type.Array(record({ source: Type.String({ pattern: '^[0-9a-f]{16}$' }), refusals: count() }), {
    maxItems: NAMED_SOURCES,
  }),
};

export const refusedSignInEvents = {
  SignInsRefused: defineEvent({
    type: 'SignInsRefused',
    version: 1,
    title: { zh: '登录被拒绝', en: 'Sign-ins refused' },
    classification: 'RESTRICTED',
    payload: record(refusals),
  }),
};
type RefusedSignInEvent = EventOf<typeof refusedSignInEvents>;

/** One stream for each day of UTC, so that none grows without end. Only the audit administrator reads its events. */
export const refusedSignIns: StreamCategory<readonly string[], RefusedSignInEvent> = {
  name: 'refused-sign-ins',
  events: refusedSignInEvents,
  initial: [],
  evolve: (minutes, { data }) => [...minutes, data.from],
};

/** Records the refused sign-ins of one minute: one event, however many there were (decisions 46). */
export const recordRefusedSignIns = referenceAct({
  command: 'RecordRefusedSignIns',
  route: null,
  title: { zh: '登记被拒绝的登录', en: 'Record refused sign-ins' },
  legalBasis: [BASIS],
  payload: refusedSignInEvents.SignInsRefused.payload,
  dates: { from: { effect: 'the minute that is counted; it must begin with a minute' } },
  example: () => ({ from: '2026-03-02T01:00:00.000Z', refusals: 3, sources: [{ source: '0123456789abcdef', refusals: 3 }] }),
  by: { system: () => true },
  on: (data) => [ref(refusedSignIns, data.from.slice(0, 10))],
  decide: ({ data }, { state }) => {
    if (!isMinute(data.from))
      return refuse('not-a-minute', BASIS, '须以整分钟为起点', 'the window must begin with a minute', { from: data.from });
    return state.includes(data.from)
      ? refuse('minute-recorded', BASIS, '该分钟已登记', 'the minute is recorded already', { from: data.from })
      : accept([newEvent(refusedSignInEvents.SignInsRefused, data)]);
  },
});
