// The prose of a file as passages: a paragraph, a list item, a table cell or a heading, each line with its number.
import ts from 'typescript';

const CODE = /\.[cm]?[jt]s$/;
const LITERALS = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.RegularExpressionLiteral,
]);
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
/** Strings and quoted names come first, so that a `--` inside them is none. A body in `$$` is code, with comments of its own. */
const SQL = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;
/** Instructions to tools. The reason after them is prose. */
const DIRECTIVE = /^\s*(?:eslint-[\w-]+(?:(?! -- ).)*(?: -- )?|@ts-[\w-]+:?|prettier-ignore|Stryker (?:disable|restore)[^:]*:?)/;

/**
 * @param {string} file its name decides the language: TypeScript or JavaScript, SQL, else Markdown
 * @param {string} text
 * @returns {{ line: number, text: string }[][]} passages; line numbers from 1
 */
export function passages(file, text) {
  if (CODE.test(file)) return blocks(text, codeComments(file, text)).flatMap(split);
  if (file.endsWith('.sql')) return blocks(text, sqlComments(text)).flatMap(split);
  return split(text.split('\n').map((line, index) => ({ line: index + 1, text: line })));
}

/** Start and end of each comment. Literals are skipped by the syntax tree: between them `//` and `/*` always open a comment. */
function codeComments(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const comments = [];
  let from = ts.getShebang(text)?.length ?? 0;
  const scan = (to) => {
    for (const match of text.slice(from, to).matchAll(COMMENT)) comments.push([from + match.index, from + match.index + match[0].length]);
  };
  const visit = (node) => {
    if (LITERALS.has(node.kind)) {
      scan(node.getStart(source));
      from = node.end;
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  scan(text.length);
  return comments;
}

const sqlComments = (text) =>
  [...text.matchAll(SQL)].filter(([match]) => /^(?:--|\/\*)/.test(match)).map((match) => [match.index, match.index + match[0].length]);

/** Comments without their marks. Line comments on lines of their own that follow each other are one block. */
function blocks(text, comments) {
  const found = [];
  let previous;
  for (const [start, end] of comments) {
    const isBlock = text.startsWith('/*', start);
    const column = start - text.lastIndexOf('\n', start - 1) - 1;
    const isAlone = text.slice(start - column, start).trim() === '';
    const line = lineOf(text, start);
    const lines = (isBlock ? blockLines(text.slice(start, end)) : [text.slice(start + 2, end)]).map((content, index) => ({
      line: line + index,
      text: content.replace(DIRECTIVE, ''),
    }));
    const goesOn = previous && !isBlock && isAlone && previous.column === column && previous.line === line - 1;
    if (goesOn) found.at(-1).push(...lines);
    else found.push(lines);
    previous = !isBlock && isAlone ? { line, column } : undefined;
  }
  return found;
}

const blockLines = (comment) =>
  comment
    .replace(/^\/\*+!?/, '')
    .replace(/\*+\/$/, '')
    .split('\n')
    .map((line, index) => (index === 0 ? line : line.replace(/^\s*\*(?!\*)/, '')));

let counted = { text: '', offset: 0, line: 1 };
/** Comments come in order: each count goes on from the last one. */
function lineOf(text, offset) {
  if (counted.text !== text || counted.offset > offset) counted = { text, offset: 0, line: 1 };
  for (let at = text.indexOf('\n', counted.offset); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) counted.line += 1;
  counted.offset = offset;
  return counted.line;
}

const FENCE = /^\s*(?:```|~~~)/;
const ITEM = /^\s*(?:>\s*)?(?:[-*+•]|\d{1,2}[.)])\s+/;
const TAG = /^\s*@(\w+)(?:\s+\{[^}]*\})?/;
const NAMED_TAG = /^\s*@(?:param|template|typedef|property)(?:\s+\{[^}]*\})?(?:\s+[\w.[\]=]+)?(?:\s+-\s)?/;
const TABLE_ROW = /^\s*\|(.*)\|\s*$/;
/** Boxes, or columns that stand three spaces apart. */
const DRAWING = /[\u2500-\u25ff]|\S {3,}\S/;

/** Cuts lines at blank lines, list items, headings, table cells and tags. Code, rules of tables and drawings fall away. */
function split(lines) {
  const found = [];
  let passage = [];
  let inCode = false;
  const end = () => {
    if (passage.length > 0) found.push(passage);
    passage = [];
  };
  for (const { line, text } of lines) {
    const tag = TAG.exec(text);
    if (FENCE.test(text)) {
      end();
      inCode = !inCode;
    } else if (tag) {
      end();
      inCode = tag[1] === 'example';
      if (!inCode) passage.push({ line, text: text.replace(NAMED_TAG, '').replace(TAG, '') });
    } else if (inCode || DRAWING.test(text) || /^\s*$/.test(text)) {
      end();
    } else if (TABLE_ROW.test(text)) {
      end();
      for (const cell of cells(text)) found.push([{ line, text: cell }]);
    } else if (/^#{1,6}\s/.test(text)) {
      end();
      found.push([{ line, text: text.replace(/^#+\s/, '') }]);
    } else {
      if (ITEM.test(text)) end();
      passage.push({ line, text: text.replace(ITEM, '') });
    }
  }
  end();
  return found.filter((parts) => parts.some(({ text }) => /[\p{L}\p{N}]/u.test(text)));
}

/** A `|` inside a code span or after a backslash divides nothing. */
const cells = (row) => TABLE_ROW.exec(row)[1].match(/(?:`[^`]*`|\\.|[^|])+/g) ?? [];
