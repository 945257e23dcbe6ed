// The rules of the project's prose: at most 25 words a sentence, no riddling openings or hinges, one language in a comment.
import { passages } from './passages.mjs';

export const LONGEST = 25;
export const RULES = {
  long: `sentences of more than ${LONGEST} words`,
  opening: 'sentences with a banned opening',
  hinge: 'sentences that hang on a banned word',
  chinese: 'sentences in Chinese in a comment',
};

const OPENING = /^[\s“‘"'(*_]*(?:(?:what|whatever|whoever|whichever|nobody)\b|such as\b)/i;
const HINGES =
  /\b(?:what(?:ever|soever)?|whoever|whomever|nobody|anew|hear(?:s|d)? of|tells? of|told of|of which|in hand|such as comes?)\b/gi;
/** Full stops that end no sentence: always, before a number, before a small letter. */
const ABBREVIATION =
  /(?:^|[\s(“])(?:(?:e\.g|i\.e|cf|vs|ca|approx|resp|incl)\.|(?:nos?|arts?|figs?|pp?)\.(?=\s*\d)|etc\.(?=\s*[\p{Ll},;]))/giu;
const SENTENCE_END = /[.!?]+["'”’)\]*_]*(?=\s|$)|[。！？]+[”’」）]*/g;
const WORD = /[\p{L}\p{N}]/u;
/** A term of the law is one run of characters and no longer than 省级工业和信息化主管部门. */
const TERM = /\p{Script=Han}+/gu;
const LONGEST_TERM = 12;
const CHINESE_CLAUSE = /[\p{Script=Han}，。；：、！？（）]{13,}/gu;
const CLAUSE_MARK = /[，。；：！？]/;

/**
 * @param {string} file
 * @param {string} text
 * @returns {{ findings: { file: string, line: number, rule: string, text: string }[], lines: number, banned: number }}
 *   `lines`: lines with prose; `banned`: those of them that hold a banned opening or hinge
 */
export function check(file, text) {
  const findings = [];
  const lines = new Set();
  const banned = new Set();
  const isComment = !file.endsWith('.md');
  for (const passage of passages(file, text)) {
    for (const part of passage) if (WORD.test(part.text)) lines.add(part.line);
    for (const sentence of sentences(passage)) {
      const report = (rule, offset = 0) => {
        const line = sentence.lineAt(offset);
        if (rule === 'opening' || rule === 'hinge') banned.add(line);
        findings.push({ file, line, rule, text: sentence.text });
      };
      const words = sentence.masked.split(/\s+/).filter((word) => WORD.test(word)).length;
      if (words > LONGEST) report('long');
      if (isComment && isChinese(sentence.masked)) report('chinese');
      if (/\?["'”’)*_]*\s*$/.test(sentence.masked)) continue;
      const opening = OPENING.exec(sentence.masked);
      if (opening) report('opening');
      for (const hinge of sentence.masked.matchAll(HINGES)) if (hinge.index >= (opening?.[0].length ?? 0)) report('hinge', hinge.index);
    }
  }
  return { findings, lines: lines.size, banned: banned.size };
}

/** Masks code spans and addresses as one word of the letter x and marks of Markdown as spaces. Every offset stays. */
function mask(text) {
  const same = (filler) => (match) => filler.repeat(match.length);
  return text
    .replace(/`[^`]+`/g, same('x'))
    .replace(/\{@\w+ [^}]*\}/g, same('x'))
    .replace(/\]\([^)\s]*\)/g, same(' '))
    .replace(/\bhttps?:\/\/[^\s)>]+/g, same('x'))
    .replace(/\*\*|<!--|-->|<\/?[a-z]+>|!?\[/g, same(' '));
}

function* sentences(passage) {
  const joined = passage.map(({ text }) => text).join('\n');
  const masked = mask(joined);
  const lineAt = (offset) => passage[joined.slice(0, offset).split('\n').length - 1].line;
  let start = 0;
  for (const end of [...sentenceEnds(masked), joined.length]) {
    const text = joined.slice(start, end);
    if (WORD.test(text)) {
      const from = start + text.search(/\S/);
      yield {
        text: joined.slice(from, end).replace(/\s+/g, ' ').trim(),
        masked: masked.slice(from, end),
        lineAt: (offset) => lineAt(from + offset),
      };
    }
    start = end;
  }
}

function sentenceEnds(masked) {
  const stops = new Set([...masked.matchAll(ABBREVIATION)].map(({ 0: match, index }) => index + match.length - 1));
  return [...masked.matchAll(SENTENCE_END)].filter(({ index }) => !stops.has(index)).map(({ 0: mark, index }) => index + mark.length);
}

/**
 * A sentence is Chinese when terms outnumber English words, or when it holds a whole clause.
 * Titles in 《》 and words in quotation marks are quoted: they count for neither language.
 */
function isChinese(masked) {
  const own = masked.replace(/《[^》]*》|“[^”]*”|「[^」]*」/g, ' ');
  const english = own.match(/[A-Za-z][\w'’.-]*/g)?.length ?? 0;
  const terms = own.match(TERM) ?? [];
  return (
    terms.length > english ||
    terms.some((term) => term.length > LONGEST_TERM) ||
    (own.match(CHINESE_CLAUSE) ?? []).some((clause) => CLAUSE_MARK.test(clause))
  );
}
