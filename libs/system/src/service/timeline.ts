import { linesAfter, mergedTimeline, type AccessLines, type EvidenceReference, type Timeline } from '@minglu/access';
import { logWithin, type EventStore } from '@minglu/event-store';
import type { Actor } from '@minglu/kernel';
import type { ReadModel } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { registry } from '../registry.js';

/** The timeline of a case under investigation: its events from the log, and the lines of reading. */
export const investigationTimeline =
  (
    pool: Pool,
    log: Pick<EventStore, 'findEvents' | 'within'>,
    { history }: Pick<ReadModel, 'history'>,
    { investigated }: Pick<AccessLines, 'investigated'>,
  ): Timeline =>
  async (viewer, id, after, limit, signal) => {
    const subjects = await investigated(viewer, id, signal);
    if (subjects === null) return null;
    const [page, readings] = await Promise.all([
      history(viewer, id, undefined, signal, { after: after.events, limit: limit + 1 }),
      linesAfter(pool, { subjects }, after.readings, limit + 1),
    ]);
    const events = page?.items ?? [];
    const named = events.flatMap(({ type, data }) =>
      type === 'EvidenceAdded' ? (data as { readonly eventIds: readonly string[] }).eventIds : [],
    );
    const found = named.length === 0 ? [] : await logWithin(log, signal).findEvents([...new Set(named)]);
    const references = new Map<string, EvidenceReference>(
      found.map(({ eventId, type, position, contentHash }) => [
        eventId,
        { eventId, type, position, contentHash: Buffer.from(contentHash).toString('hex') },
      ]),
    );
    return mergedTimeline(
      events.map(({ version, eventId, type, position = 0, recordedAt, actor, data }) => ({
        version,
        eventId,
        type,
        title: registry.definition(type).title,
        position,
        recordedAt,
        by: actor as Actor,
        evidence:
          type === 'EvidenceAdded'
            ? (data as { readonly eventIds: readonly string[] }).eventIds.flatMap((one) => references.get(one.toLowerCase()) ?? [])
            : [],
      })),
      readings,
      after,
      limit,
    );
  };
