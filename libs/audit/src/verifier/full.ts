import { createReadStream } from 'node:fs';
import { fullCheck } from '../full-check.js';
import { Malformed } from '../malformed.js';
import { parseMapHead } from '../map.js';
import { readEventLine } from '../package/lines.js';
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
export const verifyFull = async ({ checkpoint: note, leaves, mapHead, events }: LogExport, policy: Policy, times: Times): Promise<Verdict> => {
  const checkpoint = openCheckpoint(note, policy);
  const head = mapHead && parseMapHead(openLogNote(mapHead, policy, checkpoint.origin).text);
  holds(!head || head.origin === checkpoint.origin, `the map head is of the log ${head?.origin}`);
  const check = fullCheck(checkpoint.hasher);
  const contents = events === undefined ? null : lines(events)[Symbol.asyncIterator]();
  const assertTime = timeCheck(checkpoint, times);
  let withheld = 0;
  for await (const line of lines(leaves)) {
    const leaf = check.add(line);
    assertTime(leaf);
    if (!contents) continue;
    const next = await contents.next();
    matches(!next.done, `there is no event for the leaf ${leaf.seq}`);
    const content = readEventLine(next.value);
    if ('withheld' in content) withheld += 1;
    else compareContent(leaf, content);
  }
  if (contents) matches((await contents.next()).done, 'there are more events than leaves');
  const fault = check.fault(checkpoint, head);
  holds(fault === null, fault ?? '');
  return proven(checkpoint.quorum, 'the log is the tree of the checkpoint', {
    ...factsOf(checkpoint),
    events: check.size(),
    streams: check.streams(),
    withheld,
    contents: contents !== null,
    map: head !== undefined,
  });
};

/** The lines of a file, one at a time. Throws `Malformed` if the last has no line feed. */
async function* lines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const text = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, at)) {
      yield text.subarray(at, end);
      at = end + 1;
    }
    rest = text.subarray(at);
  }
  if (rest.length > 0) throw new Malformed(`the last line of ${path} has no line feed`);
}
