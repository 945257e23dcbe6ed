import { sha256, sm3 } from '../hasher.js';
import { parseLeaf, sealedCommitment, type Leaf } from '../leaf.js';
import { Malformed } from '../malformed.js';
import { bagInfoOf, bagOf } from './bag.js';
import { materialPath, readDescription, streamFolder } from './evidence-package.js';
import {
  digestsIn,
  jsonLines,
  linesOf,
  readEventLine,
  readSealedFilesLine,
  SEALED_FILES_FILE,
  sealedFilesLine,
  type SealedFiles,
} from './lines.js';
import type { Files } from './zip.js';

/** A file that was opened to somebody with the right to it. */
export interface OpenedFile {
  readonly content: Buffer;
  /** Lower case letters and digits, for people. */
  readonly extension: string;
}

/** SHA-256, SM3 and length of a file, as a leaf has them. */
export const attachmentOf = (content: Buffer): Leaf['attachments'][number] => [
  sha256.digest(content).toString('hex'),
  sm3.digest(content).toString('hex'),
  String(content.length),
];

/** Whether a list is the one behind the commitment of a leaf. */
export const opensSealedFiles = (leaf: Pick<Leaf, 'sealed'>, salt: string, files: Leaf['attachments']): boolean =>
  leaf.sealed !== undefined && sealedCommitment(Buffer.from(salt, 'hex'), files) === leaf.sealed;

/**
 * A package with sealed files in it, and the lists that open the commitments to them. Lists that it had before stay. A commitment covers all files
 * of an event that were stored when its leaf was made, so these are added together.
 *
 * @throws Malformed for files that are no package, and for a file that no list of the package has
 */
export const withSealedFiles = (files: Files, added: readonly OpenedFile[]): Files => {
  const payload = new Map([...files].filter(([path]) => path.startsWith('data/')));
  const contents = new Map(added.map((one) => [sha256.digest(one.content).toString('hex'), one]));
  const before = payload.get(SEALED_FILES_FILE);
  const lists = new Map((before ? linesOf(before, 'sealed-files.jsonl').map(readSealedFilesLine) : []).map((one) => [one.event, one]));
  const opened = new Set<string>();
  for (const list of listsOf(payload, contents)) {
    lists.set(list.event, list);
    for (const [digest] of list.files) opened.add(digest);
  }
  for (const [digest, { content, extension }] of contents) {
    if (!opened.has(digest))
      throw new Malformed(
        `no event of the package commits to the file ${digest} with the others: give all sealed files of its event that were stored then`,
      );
    payload.set(materialPath(digest, extension), content);
  }
  const sorted = [...lists.values()].sort((a, b) => (a.event < b.event ? -1 : 1));
  payload.set(SEALED_FILES_FILE, jsonLines(sorted.map(sealedFilesLine)));
  return bagOf(payload, bagInfoOf(files));
};

/** The lists that consist of the given files and open a commitment. */
function* listsOf(payload: Files, contents: ReadonlyMap<string, OpenedFile>): Generator<SealedFiles> {
  const read = (path: string): Buffer => {
    const content = payload.get(`data/${path}`);
    if (!content) throw new Malformed('this is no evidence package');
    return content;
  };
  for (const index of readDescription(read('package.json')).streams.keys()) {
    const leaves = linesOf(read(`${streamFolder(index)}leaves.jsonl`), 'leaves.jsonl').map(parseLeaf);
    const events = linesOf(read(`${streamFolder(index)}events.jsonl`), 'events.jsonl').map(readEventLine);
    for (const [at, event] of events.entries()) {
      const leaf = leaves[at];
      if (leaf?.sealed === undefined || !('payload' in event)) continue;
      const digests = new Set(digestsIn(JSON.parse(event.payload)));
      const files = [...digests].flatMap((digest) => {
        const given = contents.get(digest);
        return given ? [attachmentOf(given.content)] : [];
      });
      if (opensSealedFiles(leaf, event.salt, files)) yield { event: leaf.event, files };
    }
  }
}
