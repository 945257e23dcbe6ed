import type { Readable } from 'node:stream';

/** Parts of an Office document (OOXML) with code. */
export const MACROS = /(?:^|\/)(?:vbaProject[^/]*\.bin|macrosheets\/|activeX\/|dialogsheets\/)/i;
export const RELATIONS = /(?:^|\/)_rels\/[^/]+\.rels$/i;

/** The kind of document whose parts have these names; null for an archive of files. */
export const documentIn = (names: readonly string[]): 'docx' | 'xlsx' | 'pptx' | 'ofd' | null => {
  const has = new Set(names);
  if (has.has('OFD.xml')) return 'ofd'; // GB/T 33190, 6
  if (!has.has('[Content_Types].xml')) return null;
  if (has.has('word/document.xml')) return 'docx';
  if (has.has('xl/workbook.xml')) return 'xlsx';
  return has.has('ppt/presentation.xml') ? 'pptx' : null;
};

/** Relations to outside that a reader follows without being asked: a template, a frame, an object. A hyperlink waits for a click. */
const FOLLOWED = /\/(?:attachedTemplate|frame|oleObject|subDocument|externalLink|mailMergeSource)$/;
const RELATION = /<(?:\w+:)?Relationship\b[^>]*>/g;
const MOST_RELATIONS = 4 * 1024 * 1024;

/** Whether a part of relations leads elsewhere. One that is too large to be read counts as such. */
export const linksElsewhere = async (open: () => Promise<Readable>, size: number): Promise<boolean> => {
  if (size > MOST_RELATIONS) return true;
  const chunks: Buffer[] = [];
  for await (const chunk of await open()) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8').replaceAll('\0', '');
  return [...text.matchAll(RELATION)].some(([relation]) => {
    const [, type = ''] = /\bType\s*=\s*["']([^"']*)["']/.exec(relation) ?? [];
    return /\bTargetMode\s*=\s*["']External["']/.test(relation) && FOLLOWED.test(type);
  });
};
