import { createReadStream } from 'node:fs';
import { fullCheck } from '../full-check.js';
import { parseMapHead } from '../map.js';
import { linesOf, readEventLine } from '../package/lines.js';
import { openCheckpoint, openLogNote, type Policy } from '../policy.js';
import { compareContent } from './content.js';
import { factsOf } from './commands.js';
import { timeCheck, type Times } from './seen.js';
import { holds, matches, proven, type Verdict } from './verdict.js';

/** The files of an export of the whole log. Leaves and events have one line for each event, in order of position. */
export interface LogExport {
  readonly checkpoint: Buffer;
  /** A path. */
  readonly leaves: string;
  readonly mapHead?: Buffer;
  /** A path. */
  readonly events?: string;
}

/** Recomputes the tree, the chains and the map. Memory grows with the number of streams, not of events. */
export const verifyFull = async (
  { checkpoint: note, leaves, mapHead, events }: LogExport,
  policy: Policy,
  times: Times,
): Promise<Verdict> => {
  const checkpoint = openCheckpoint(note, policy);
  const head = mapHead && parseMapHead(openLogNote(mapHead, policy, checkpoint.origin).text);
  holds(!head || head.origin === checkpoint.origin, `the map head is of the log ${head?.origin}`);
  const check = fullCheck(checkpoint.hasher);
  const assertTime = timeCheck(checkpoint, times);
  const nextEvent = events === undefined ? null : lineByLine(events);
  let withheld = 0;
  for await (const piece of lines(leaves))
    for (const line of piece) {
      const leaf = check.add(line);
      assertTime(leaf);
      if (!nextEvent) continue;
      const event = await nextEvent();
      matches(event, `there is no event for the leaf ${leaf.seq}`);
      const content = readEventLine(event);
      if ('withheld' in content) withheld += 1;
      else compareContent(leaf, content);
    }
  if (nextEvent) matches((await nextEvent()) === undefined, 'there are more events than leaves');
  const fault = check.fault(checkpoint, head);
  holds(fault === null, fault ?? '');
  return proven(checkpoint.quorum, 'the log is the tree of the checkpoint', {
    ...factsOf(checkpoint),
    events: check.size(),
    streams: check.streams(),
    withheld,
    contents: nextEvent !== null,
    map: head !== undefined,
  });
};

/** The lines of a file, all those of a piece of it at a time. Throws `Malformed` if the last has no line feed. */
async function* lines(path: string): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const text = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = text.lastIndexOf(10) + 1;
    if (end > 0) yield linesOf(text.subarray(0, end), path);
    rest = text.subarray(end);
  }
  linesOf(rest, path);
}

/** Takes the lines of a file one by one; undefined at its end. */
const lineByLine = (path: string): (() => Promise<Buffer | undefined>) => {
  const pieces = lines(path);
  let piece: readonly Buffer[] = [];
  let at = 0;
  return async () => {
    while (at === piece.length) {
      const next = await pieces.next();
      if (next.done) return undefined;
      [piece, at] = [next.value, 0];
    }
    return piece[at++];
  };
};
