import { laterOf, type Actor, type EventRegistry, type Instant, type RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { ProblemException } from '@minglu/http';
import { differenceOf } from '../difference.js';
import { asOf, type Bitemporal } from '../dossier-view.js';
import { referenceThen } from '../reference-then.js';
import { changesBetween, replayFold, type Shown } from '../replay-fold.js';
import { correctedBy, inWords, replayAt, stepping, versionName, type Replay, type ReplayContext, type ReplayStep } from '../replay.js';
import { isVisible, type Moment } from '../visibility.js';
import { shownData } from '../visible-event.js';
import type { DossierReader } from './dossier-reader.js';
import { paced } from './pace.js';
import type { AskedVersion, HistoryQueries } from './read-model.js';
import type { referenceMemory } from './reference-memory.js';

type Recorded = RecordedEvent<DossierEvent>;
/** The changes that one answer names. */
const CHANGES = 500;
const THE_LAST: AskedVersion = { hash: null, version: null };

/** Replays of a dossier, from the log. Long histories are folded in slices. */
export const replayQueries = (
  asking: (signal?: AbortSignal) => DossierReader,
  registry: EventRegistry,
  reference: ReturnType<typeof referenceMemory>,
): Pick<HistoryQueries, 'replay' | 'steps' | 'difference' | 'eventDifference'> => {
  /** A dossier for a viewer of today; null if there is none. */
  const opened = async (viewer: Actor, id: string, signal?: AbortSignal) => {
    const it = asking(signal);
    const hashes = new Map<string, Uint8Array>();
    const all = await it.find(id, hashes);
    const { now } = await it.moments();
    const visibility = await it.visibilityOfNow(viewer, all, now);
    if (!visibility) return null;
    const history = await reference(it.log);
    const present = presentOf(
      now.at,
      all.findLast((event) => isVisible(visibility, event)),
    );
    const hashOf = (eventId: string): string => Buffer.from(hashes.get(eventId)!).toString('hex');
    const contextAt = async (asked: Bitemporal = { at: present, knownAt: present }): Promise<ReplayContext> => {
      // Nothing is known of the future: an answer about it must be the same when it has come.
      const when = { at: asked.at, knownAt: asked.knownAt < present ? asked.knownAt : present };
      return {
        viewer,
        visibility,
        when,
        then: referenceThen(history, when),
        corrections: await it.correctionsOf(all[0]!.streamId, when),
        registry,
        hashOf,
      };
    };
    const { streamId } = all[0]!;
    return { it, all, visibility, contextAt, caseId: streamId.slice(streamId.indexOf('/') + 1) };
  };
  const folded = async (history: readonly Recorded[], context: ReplayContext, signal?: AbortSignal) => {
    const fold = replayFold(context.visibility, correctedBy(context));
    await paced(history, fold.add, signal);
    return fold;
  };
  const parksOf = (it: DossierReader, fold: ReturnType<typeof replayFold>, { when, then }: ReplayContext) => {
    const state = fold.view()?.state;
    const asked: Moment = { at: when.at, succession: then.succession };
    return state ? it.parkTitles(state, when, asked) : [];
  };

  return {
    replay: async (viewer, id, asked, version = THE_LAST, signal) => {
      const found = await opened(viewer, id, signal);
      if (!found) return null;
      const { it, all, visibility, contextAt } = found;
      const context = await contextAt(asked);
      const { when } = context;
      const replayed = async (history: readonly Recorded[]): Promise<Replay | null> => {
        const fold = await folded(history, context, signal);
        const last = history.findLast((event) => isVisible(visibility, event));
        const confirmedBy = last ? await it.confirmation(last, visibility, when) : null;
        const answer = replayAt(fold, history, context, { parks: await parksOf(it, fold, context), confirmedBy });
        return answer && isId(id, answer.dossier.caseId, answer.dossier.titleId) ? answer : null;
      };
      const past = asOf(all, when.at, when.knownAt);
      const end = endOf(past, version, context);
      if (end !== null) return replayed(past.slice(0, end));
      // Whether there is such a version is told to those alone who see the dossier at all.
      if (await replayed(past)) throw otherVersion(version);
      return null;
    },
    steps: async (viewer, id, asked, { after, before, limit }, signal) => {
      const found = await opened(viewer, id, signal);
      if (!found) return null;
      const { all, visibility, contextAt, caseId } = found;
      const context = await contextAt(asked);
      const past = asOf(all, context.when.at, context.when.knownAt);
      const count = past.filter((event) => isVisible(visibility, event)).length;
      const first = before === null ? after + 1 : Math.max(1, before - limit);
      const last = Math.min(count, before === null ? after + limit : before - 1);
      const fold = replayFold(visibility, correctedBy(context));
      const steps = stepping(fold, caseId, context);
      const items: ReplayStep[] = [];
      const add = (event: Recorded): void => {
        const step = steps.add(event, (version) => version >= first && version <= last);
        if (step) items.push(step);
      };
      await paced(past, add, signal);
      if (count === 0 || !isId(id, caseId, fold.view()?.state.title?.titleId)) return null;
      return { items, previous: first > 1 ? Math.min(first, count + 1) : null, next: last < count ? last : null };
    },
    difference: async (viewer, id, { from, to }, signal) => {
      const found = await opened(viewer, id, signal);
      if (!found) return null;
      const { it, all, visibility, contextAt } = found;
      const sideAt = async (asked?: Bitemporal) => {
        const context = await contextAt(asked);
        const { when, corrections, then } = context;
        const past = asOf(all, when.at, when.knownAt);
        const fold = await folded(past, context, signal);
        const parks = await parksOf(it, fold, context);
        const shown = fold.shown({ corrections, parks, settings: then.settings, asked: { at: when.at, succession: then.succession } });
        const visible = past.filter((event) => isVisible(visibility, event));
        const last = visible.at(-1);
        return shown && last
          ? { shown, name: { ...when, ...versionName(last, visible.length, context, shown.dossier.caseId, when) } }
          : null;
      };
      const [one, other] = [await sideAt(from), await sideAt(to)];
      const dossiers = [one, other].flatMap((side) => side?.shown.dossier ?? []);
      if (!dossiers.some(({ caseId, titleId }) => isId(id, caseId, titleId))) return null;
      const shownOf = (side: typeof one): Shown | null => side?.shown ?? null;
      const changes = changesBetween(shownOf(one), shownOf(other));
      return { from: one?.name ?? null, to: other?.name ?? null, changes: changes.slice(0, CHANGES).map(inWords), total: changes.length };
    },
    eventDifference: async (viewer, id, { from, to }, asked, signal) => {
      const found = await opened(viewer, id, signal);
      if (!found) return null;
      const { all, visibility, contextAt, caseId } = found;
      const context = await contextAt(asked);
      const { when } = context;
      const visible = asOf(all, when.at, when.knownAt).filter((event) => isVisible(visibility, event));
      const sideOf = (eventId: string) => {
        const index = visible.findIndex((one) => one.eventId === eventId);
        const recorded = visible[index];
        if (!recorded) return null;
        const { event, metadata, recordedAt } = recorded;
        const { caseId: _, ...data } = shownData(visibility, correctedBy(context)(recorded).event.data, metadata);
        return {
          data,
          name: {
            ...versionName(recorded, index + 1, context, caseId, { at: metadata.occurredAt, knownAt: when.knownAt }),
            eventId,
            type: event.type,
            title: registry.definition(event.type).title,
            occurredAt: metadata.occurredAt,
            recordedAt,
          },
        };
      };
      const [one, other] = [sideOf(from.toLowerCase()), sideOf(to.toLowerCase())];
      if (!one || !other) return null;
      const changes = differenceOf(one.data, other.data);
      return { from: one.name, to: other.name, changes: changes.slice(0, CHANGES).map(inWords), total: changes.length };
    },
  };
};

/** The id of a title does not exist before the title is conferred. */
const isId = (id: string, caseId: string, titleId: string | null | undefined): boolean => id === caseId || id === titleId;

/** The present. The clock of the database, which records, may be ahead of this one. */
const presentOf = (now: Instant, last: Recorded | undefined): Instant =>
  last ? laterOf(now, laterOf(last.recordedAt, last.metadata.occurredAt)) : now;

/** How many events of a history the version has; null if it is none of the versions that the viewer sees. */
const endOf = (past: readonly Recorded[], { hash, version }: AskedVersion, { visibility, hashOf }: ReplayContext): number | null => {
  if (hash === null && version === null) return past.length;
  let count = 0;
  const place = past.findIndex((event) => {
    if (!isVisible(visibility, event)) return false;
    count += 1;
    return hash === null ? count === version : hashOf(event.eventId) === hash;
  });
  return place < 0 ? null : place + 1;
};

const otherVersion = ({ hash, version }: AskedVersion): ProblemException =>
  new ProblemException('other-version', '该时点的案卷没有这个版本', 'the dossier of that moment has no such version', {
    ...(version === null ? {} : { version }),
    ...(hash === null ? {} : { hash }),
  });
