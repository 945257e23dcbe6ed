import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { identity, type Schemas } from './client.ts';

export type Change = Schemas['ChangeDto'];

const AGAIN_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;

/** Reads the events of a stream. A new connection goes on after the last cursor. Fetch is used, since EventSource sends no header. */
const follow = async (onChange: (change: Change) => void, onState: (isLive: boolean) => void, signal: AbortSignal): Promise<void> => {
  let cursor: string | null = null;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const response: Response = await fetch('/changes', {
        signal,
        headers: {
          accept: 'text/event-stream',
          ...(cursor === null ? {} : { 'last-event-id': cursor }),
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
          cursor = fields.get('id') ?? cursor;
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

const KEPT = 50;
const GATHERED_MS = 200;

/** The changes that come while the page is open, the latest first. The page asks again for the data of their cases. */
export const useLiveChanges = (isOn: boolean): { readonly changes: readonly Change[]; readonly isLive: boolean } => {
  const queries = useQueryClient();
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    const ended = new AbortController();
    const started = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onChange = (change: Change): void => {
      setChanges((before) => [change, ...before.filter((one) => one.eventId !== change.eventId)].slice(0, KEPT));
      // The stream begins with earlier changes. Only later ones make a page stale.
      if (Date.parse(change.recordedAt) < started) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries();
      }, GATHERED_MS);
    };
    void follow(onChange, setLive, ended.signal);
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [isOn, queries]);
  return { changes, isLive };
};
