export interface Section {
  readonly number: number;
  readonly text: string;
}

/** The numbered sections of a document: `## 7. How a public notice runs`. */
export const sections = (document: string): Section[] =>
  document
    .split(/^(?=#{1,2} )/m)
    .map((text) => ({ number: Number(/^## (\d+)\. /.exec(text)?.[1] ?? NaN), text }))
    .filter(({ number }) => !Number.isNaN(number));

/** A line break inside a citation, with the mark of a comment's next line. */
const GAP = String.raw`(?:\s|\n\s*(?:\*|//|#))+`;
const NUMBER = String.raw`\d+(?:\s?[–-]\s?\d+)?`;
const CITATION = new RegExp(`\\bdecisions?${GAP}(${NUMBER}(?:(?:,|${GAP}and|,${GAP}and)${GAP}${NUMBER})*)`, 'gi');

/** The numbers that a text cites as “decisions 7”, “decision 7”, “decisions 10, 13” or “decisions 20–40 and 44”. A range counts as its two ends. */
export const cited = (text: string): { readonly line: number; readonly number: number }[] =>
  [...text.matchAll(CITATION)].flatMap((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return (match[1]!.match(/\d+/g) ?? []).map((number) => ({ line, number: Number(number) }));
  });

export interface Link {
  readonly line: number;
  readonly target: string;
}

/** The links of a Markdown text that stay inside the project; those in code are none. */
export const relativeLinks = (markdown: string): Link[] => {
  const blank = (code: string) => code.replace(/[^\n]/g, ' ');
  const text = markdown.replace(/^(?:```|~~~)[\s\S]*?^(?:```|~~~)/gm, blank);
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)];
  const referred = [...text.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)/gm)];
  return [...inline, ...referred]
    .map((match) => ({ line: text.slice(0, match.index).split('\n').length, target: match[1]! }))
    .filter(({ target }) => !/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target));
};

/** The anchors of a document's headings, as GitHub makes them. */
export const anchors = (markdown: string): Set<string> =>
  new Set(
    [...markdown.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) =>
      match[1]!
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
