import type { Readable } from 'node:stream';
import { findings } from '../findings.js';
import type { Draft, FileFinding } from '../port.js';
import { readArchive, type ArchiveEntry, type ArchiveFault, type ArchiveLimits } from './archive.js';
import { jpegFinding, pngFinding, tiffFinding } from './images.js';
import { earlyFinding, extensionFinding, formOf, HEAD_BYTES, type Kind } from './kinds.js';
import { documentIn, linksElsewhere, MACROS, RELATIONS } from './office.js';
import { openOle } from './ole.js';
import { pdfFinding } from './pdf.js';
import { windowed, type Inspected } from './source.js';

const ARCHIVE_LIMITS: ArchiveLimits = { entries: 5_000, unpacked: 2 * 1024 * 1024 * 1024, ratio: 100, ratioFrom: 1024 * 1024 };

export type Inspection = { readonly kind: Kind } | { readonly finding: FileFinding };

/** The surroundings of an inspection. */
export interface Inspecting {
  /** Room for a file out of an archive. */
  readonly newDraft: () => Promise<Draft>;
  readonly limits?: ArchiveLimits;
}

/** The same for a file of an archive, whose unpacked bytes count with those of the archive. */
interface Within extends Inspecting {
  readonly budget: { left: number };
  readonly isEntry: boolean;
}

/**
 * Looks at a file by its content: its kind, that it is whole, and that nothing in it runs, hides or unpacks beyond reason. The name counts
 * only by its extension. Each file in a ZIP is inspected in the same way, and must be of a kind that is taken alone.
 *
 * @returns the first error, or the kind of a file that may be stored
 */
export const inspect = (file: Inspected, name: string, inspecting: Inspecting): Promise<Inspection> =>
  inspectWithin(file, name, { ...inspecting, budget: { left: (inspecting.limits ?? ARCHIVE_LIMITS).unpacked }, isEntry: false });

const inspectWithin = async (file: Inspected, name: string, within: Within): Promise<Inspection> => {
  const found = await content(windowed(file), within);
  if ('finding' in found) return found;
  const finding = extensionFinding(name, found.kind);
  return finding ? { finding } : found;
};

const content = async (file: Inspected, within: Within): Promise<Inspection> => {
  const head = await file.read(0, HEAD_BYTES);
  const early = earlyFinding(head);
  if (early) return { finding: early };
  const checked = async (kind: Kind, finding: Promise<FileFinding | null>): Promise<Inspection> => {
    const found = await finding;
    return found ? { finding: found } : { kind };
  };
  switch (formOf(head)!) {
    case 'pdf':
      return checked('pdf', pdfFinding(file));
    case 'jpeg':
      return checked('jpeg', jpegFinding(file));
    case 'png':
      return checked('png', pngFinding(file));
    case 'tiff':
      return checked('tiff', tiffFinding(file));
    case 'ole':
      return openOle(file);
    case 'zip':
      return packed(file, within);
  }
};

/** A ZIP: a document, or an archive of files. Its directory decides, so it is walked twice. */
const packed = async (file: Inspected, within: Within): Promise<Inspection> => {
  const { limits = ARCHIVE_LIMITS, budget } = within;
  const names: string[] = [];
  const document = async ({ name, open, size }: ArchiveEntry): Promise<FileFinding | null> => {
    names.push(name);
    budget.left -= size;
    if (budget.left < 0) return findings.tooLargeUnpacked(limits.unpacked);
    if (MACROS.test(name)) return findings.macros();
    return RELATIONS.test(name) && (await linksElsewhere(open, size)) ? findings.external() : null;
  };
  const fault = await readArchive(file, limits, document);
  if (fault) return { finding: 'severity' in fault ? fault : findingOf(fault, limits) };
  if (names.length === 0) return { finding: findings.empty() };
  const kind = documentIn(names);
  // An archive in an archive is not looked into.
  if (kind || within.isEntry) return { kind: kind ?? 'zip' };
  const found = await readArchive(file, limits, (entry) => entryFinding(entry, { ...within, isEntry: true }));
  return found ? { finding: 'severity' in found ? found : findingOf(found, limits) } : { kind: 'zip' };
};

/** Inspects a file of an archive, in a draft of its own. */
const entryFinding = async ({ name, open }: ArchiveEntry, within: Within): Promise<FileFinding | null> => {
  if (name.endsWith('/')) return null;
  const draft = await within.newDraft();
  try {
    await fill(draft, await open());
    const found = await inspectWithin(draft, name, within);
    if ('finding' in found) return findings.inEntry(name, found.finding);
    return found.kind === 'zip' ? findings.nested(name) : null;
  } finally {
    await draft.discard();
  }
};

const fill = async (draft: Draft, source: Readable): Promise<void> => {
  for await (const chunk of source) await draft.write(chunk as Buffer);
};

const findingOf = ({ code, name = '' }: ArchiveFault, limits: ArchiveLimits): FileFinding => {
  switch (code) {
    case 'truncated':
      return findings.truncated();
    case 'damaged':
      return findings.damaged();
    case 'encrypted':
      return findings.encrypted();
    case 'unsafe-name':
      return findings.unsafeEntry(name);
    case 'too-many-entries':
      return findings.tooManyEntries(limits.entries);
    case 'too-large':
      return findings.tooLargeUnpacked(limits.unpacked);
    case 'bomb':
      return findings.bomb();
  }
};
