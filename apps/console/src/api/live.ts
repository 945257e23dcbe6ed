import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { identity, request, type Schemas } from './client.ts';
import { OF_DATA } from './fresh.ts';

export type Change = Schemas['ChangeDto'];

const AGAIN_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;
const FIRST_VISIT_DAYS = 7;
const KEPT = 50;

interface Listener {
  /** Changes since the last visit, when the page opens. */
  readonly onMissed: (changes: readonly Change[]) => void;
  readonly onChange: (change: Change) => void;
  readonly onState: (isLive: boolean) => void;
  /** The reader has seen everything up to here. */
  readonly onCursor: (cursor: string) => void;
}

const pageOf = async (query: string, signal: AbortSignal): Promise<Schemas['ChangesDto']> =>
  (await (await request(`/changes?limit=${KEPT}&${query}`, { signal })).json()) as Schemas['ChangesDto'];

/** The changes since the cursor of the last visit; of some days on the first one, or where the cursor is no longer known. */
const missed = async (last: string | null, signal: AbortSignal): Promise<Schemas['ChangesDto']> => {
  const days = (): Promise<Schemas['ChangesDto']> => {
    const since = new Date(Date.now() - FIRST_VISIT_DAYS * 86_400_000).toISOString();
    return pageOf(`since=${encodeURIComponent(since)}`, signal);
  };
  return last === null ? days() : pageOf(`cursor=${encodeURIComponent(last)}`, signal).catch(days);
};

/** Reads the changes since the last visit, and then the stream. A new connection goes on after the last cursor. Fetch is used, since EventSource sends no header. */
const follow = async (last: string | null, { onMissed, onChange, onState, onCursor }: Listener, signal: AbortSignal): Promise<void> => {
  let cursor: string | null = null;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      if (cursor === null) {
        const page = await missed(last, signal);
        onMissed(page.items);
        cursor = page.cursor;
        onCursor(cursor);
      }
      const response: Response = await fetch('/changes', {
        signal,
        headers: {
          accept: 'text/event-stream',
          'last-event-id': cursor,
          ...(identity.role === null ? {} : { 'minglu-role': identity.role }),
        },
      });
      if (!response.ok || response.body === null) throw new Error(String(response.status));
      onState(true);
      failures = 0;
      let text = '';
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += part.value;
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        for (const block of blocks) {
          const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
          const id = fields.get('id');
          if (id !== undefined) onCursor((cursor = id));
          if (fields.get('event') === 'change') onChange(JSON.parse(fields.get('data')!) as Change);
        }
      }
    } catch {
      if (signal.aborted) return;
    }
    onState(false);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]));
  }
};

const GATHERED_MS = 200;

/** The place up to which a person has looked, kept in this browser. */
const lastVisit = (key: string) => ({
  read: (): string | null => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write: (cursor: string): void => {
    try {
      localStorage.setItem(key, cursor);
    } catch {
      // The next visit shows the changes of some days.
    }
  },
});

/**
 * The changes since the last visit and those that come while the page is open, the latest first. The page asks again for the data of their cases.
 *
 * @param reader the person and the role; null for the public
 */
export const useLiveChanges = (reader: string | null): { readonly changes: readonly Change[]; readonly isLive: boolean } => {
  const queries = useQueryClient();
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    setChanges([]);
    if (reader === null) return;
    const ended = new AbortController();
    const visit = lastVisit(`minglu-changes/${reader}`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: string | null = null;
    const add = (added: readonly Change[]): void =>
      setChanges((before) => {
        const latest = added.toReversed();
        const known = new Set(latest.map(({ eventId }) => eventId));
        return [...latest, ...before.filter(({ eventId }) => !known.has(eventId))].slice(0, KEPT);
      });
    const keep = (): void => {
      if (seen !== null) visit.write(seen);
    };
    addEventListener('pagehide', keep, { signal: ended.signal });
    const listener: Listener = {
      onMissed: add,
      onState: setLive,
      onCursor: (cursor) => (seen = cursor),
      onChange: (change) => {
        add([change]);
        timer ??= setTimeout(() => {
          timer = undefined;
          void queries.invalidateQueries(OF_DATA);
        }, GATHERED_MS);
      },
    };
    void follow(visit.read(), listener, ended.signal);
    return () => {
      keep();
      ended.abort();
      clearTimeout(timer);
    };
  }, [reader, queries]);
  return { changes, isLive };
};
