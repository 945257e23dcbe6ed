import { LRUCache } from 'lru-cache';
import {
  decideCommand,
  isRefused,
  streamId,
  type AnyCategory,
  type Claim,
  type CommandDecision,
  type Decision,
  type Loaded,
  type Ref,
  type Referred,
} from '@minglu/kernel';
import { logWithin, type EventStore } from '@minglu/event-store';
import type { AdmittedCommand } from './admission.js';
import { resolveRef, viewOf, type ResolvedRef } from './references.js';
import { emptyStream, type LoadedStream, type StreamCache } from './stream-cache.js';
import { streamQueues } from './stream-queues.js';
import { writtenStreams } from './written-streams.js';

/** A decision with the streams that it was made on. */
export interface Decided {
  readonly decision: CommandDecision;
  /** Policy parameters that the decision read, by key. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Targets and read streams by id, as they were when the decision was made. */
  readonly streams: ReadonlyMap<string, LoadedStream>;
  /** Claims that were taken for never held, without a lookup. The append asserts it; a decision without an append must be made again. */
  readonly assumed: readonly Claim[];
  /** Lets the next command of the target streams be decided. */
  readonly release: () => void;
}

/** A view of a state that records which parts of it are read; null for a category that needs no record. */
export type Observe = (
  category: string,
  state: unknown,
) => { readonly state: unknown; readonly read: () => Readonly<Record<string, unknown>> } | null;

/** How a hand-over ends with the act that it asks for. The end is decided after the act, and stands in the same append. */
export interface EndOfHandOver {
  readonly ref: (handOverId: string) => Ref<unknown>;
  /** @param written the streams to which the act has an event to record */
  readonly decide: (
    state: unknown,
    command: Pick<AdmittedCommand, 'act' | 'data' | 'command'> & { readonly handOverId: string },
    written: ReadonlySet<string>,
  ) => Decision;
}

interface DecidingOptions {
  readonly store: EventStore;
  readonly cache: StreamCache;
  readonly observe?: Observe;
  /** Default: a command that names a hand-over ends none. */
  readonly endOfHandOver?: EndOfHandOver;
}

/** Claims that are known to have been held: a row of a claim never goes. Reference data holds few, and dossiers one each. */
const KNOWN_CLAIMS = 10_000;

type Load = (category: AnyCategory, stream: string) => LoadedStream | Promise<LoadedStream>;

/**
 * Loads the streams of a command and decides it, round by round. The targets are queued for, and may have pending appends;
 * streams that are only read are loaded as committed.
 * @param assumeNew an act that opens its stream is decided without a read of it, as if it were new. No stream is said to have held the claims
 *   that the act asks for. The append checks both
 * @param signal ends the waiting in the queues and for the log
 */
export const decider = ({ store, cache, observe, endOfHandOver }: DecidingOptions) => {
  const queues = streamQueues();
  const everHeld = new LRUCache<string, true>({ max: KNOWN_CLAIMS });
  return async (admitted: AdmittedCommand, referred: readonly Referred[], assumeNew: boolean, signal?: AbortSignal): Promise<Decided> => {
    const { command, act, data, named, matter } = admitted;
    const log = logWithin(store, signal);
    const loadTarget: Load =
      assumeNew && act.opens
        ? (category, stream) => cache.peek(stream) ?? emptyStream(category)
        : (category, stream) => cache.get(category, stream, signal);
    const loadCommitted: Load = (category, stream) => cache.getCommitted(category, stream, signal);
    const streams = new Map<string, LoadedStream>();
    const assumed: Claim[] = [];
    const resolve = (one: Ref<unknown>): ResolvedRef | Promise<ResolvedRef> => {
      const { claim, id } = one;
      if (claim === undefined) return resolveRef(log, one);
      const name = `${claim}/${id}`;
      if (assumeNew && act.opens && !everHeld.has(name)) {
        assumed.push({ kind: claim, id });
        return { stream: null, held: false };
      }
      const looked = async (): Promise<ResolvedRef> => {
        const found = await resolveRef(log, one);
        if (found.stream !== null) everHeld.set(name, true);
        return found;
      };
      return looked();
    };
    const observations: (() => Readonly<Record<string, unknown>>)[] = [];
    const observed = ({ category }: Ref<unknown>, loaded: Loaded<unknown>): Loaded<unknown> => {
      const view = observe?.(category.name, loaded.state);
      if (!view) return loaded;
      observations.push(view.read);
      return { ...loaded, state: view.state };
    };
    const steps = decideCommand(act, {
      data,
      actor: command.actor,
      at: command.at,
      referred,
      unsealed: command.data as Readonly<Record<string, unknown>>,
      named,
      matter,
    });
    /** The decision with the end of the hand-over that the command names. */
    const withEnd = async (decision: CommandDecision): Promise<CommandDecision> => {
      const { handOver: handOverId } = command;
      if (handOverId === undefined || endOfHandOver === undefined || isRefused(decision)) return decision;
      const { category, id } = endOfHandOver.ref(handOverId);
      const stream = streamId(category, id);
      const loaded = await loadCommitted(category, stream);
      streams.set(stream, loaded);
      const readSet = [...decision.readSet, { streamId: stream, version: loaded.version }];
      const end = endOfHandOver.decide(loaded.state, { command, act, data, handOverId }, writtenStreams(decision));
      if (isRefused(end)) return { refusal: end.refusal, readSet };
      const write = { streamId: stream, expectedVersion: loaded.version, events: end.events };
      return { ...decision, writes: [...decision.writes, write], readSet };
    };
    let release = (): void => undefined;
    try {
      let step = steps.next();
      while (!step.done) {
        const { as, refs } = step.value;
        const resolved = await allOf(refs.map(resolve));
        if (as === 'targets')
          release = await queues.acquire(
            resolved.flatMap(({ stream }) => stream ?? []),
            signal,
          );
        const loaded = await loadAll(refs, resolved, as === 'targets' ? loadTarget : loadCommitted);
        if (as !== 'names-of-targets') remember(streams, resolved, loaded);
        const views = resolved.map((one, index) => viewOf(one, loaded[index]!, refs[index]!.category));
        step = steps.next(as === 'reads' ? views.map((view, index) => observed(refs[index]!, view)) : views);
      }
      const parameters = Object.assign({}, ...observations.map((read) => read())) as Decided['parameters'];
      return { decision: await withEnd(step.value), parameters, streams, assumed, release };
    } catch (error) {
      release();
      throw error;
    }
  };
};

/** Null for a claim without a holder, and for a holder whose stream is not to be read. */
const loadAll = (refs: readonly Ref<unknown>[], resolved: readonly ResolvedRef[], load: Load) =>
  allOf(
    resolved.map(({ stream }, index) => {
      const { holderOnly, category } = refs[index]!;
      return stream === null || holderOnly ? null : load(category, stream);
    }),
  );

/** The first load of a stream counts: a target that is read again keeps the state that was decided on. */
const remember = (streams: Map<string, LoadedStream>, resolved: readonly ResolvedRef[], loaded: readonly (LoadedStream | null)[]): void => {
  for (const [index, { stream }] of resolved.entries()) {
    const one = loaded[index]!;
    if (stream !== null && one !== null && !streams.has(stream)) streams.set(stream, one);
  }
};

/** `Promise.all` only if something is a promise: most commands find all their streams cached. */
const allOf = <T>(values: readonly (T | Promise<T>)[]): readonly T[] | Promise<readonly T[]> =>
  values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly T[]);
