// The prose of comments and documents: the length of sentences, banned openings and hinges, one language in a comment.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, ROOT } from '../scripts/lib/project.mjs';
import { LONGEST, RULES, check } from './prose/check.mjs';

const HELP = `node infra/lint/prose.mjs [--summary] [--json] [path …]

Reads the comments of .ts, .mjs, .cjs and .sql files and the text of .md files; without a path those of the project.
Prints \`file:line rule sentence\` for each finding:

  long      a sentence of more than ${LONGEST} words; code in backticks is one word
  opening   a sentence that begins with what, whatever, whoever, whichever, nobody or such as
  hinge     one that hangs on what, whatever, whoever, nobody, anew, hears of, tells of, of which or in hand
  chinese   a Chinese sentence in a comment; terms of the law in an English sentence are allowed

A question may use the words of the second and third rule. A list item, a heading and a table cell are sentences of their own.

  --summary  counts for each rule, and the share of comment lines with a banned opening or hinge
  --json     findings and summary as JSON
  --help     this text

Exit codes
  0  nothing found
  1  something found
  2  an option or a path that is not understood
`;

const FOLDERS = ['apps', 'libs', 'test', 'infra', '.github', '.ci'];
const READ = /\.(?:ts|mjs|cjs|sql|md)$/;
/** Generated, or kept byte for byte: an applied migration is known by the checksum of its text. */
const SKIPPED = /(?:^|\/)(?:node_modules|src\/(?:adapters\/)?migrations|dist|coverage|fixtures|libs\/contracts(?!\/generate))(?:\/|$)/;

let options;
try {
  options = parseArgs({
    allowPositionals: true,
    options: { summary: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const missing = options.positionals.find((path) => !existsSync(path));
  if (missing) throw new Error(`there is no ${missing}`);
} catch (error) {
  console.error(`${error.message}\n\n${HELP}`);
  process.exit(EXIT.usage);
}
if (options.values.help) {
  console.log(HELP);
  process.exit(EXIT.passed);
}

const files = options.positionals.length > 0 ? options.positionals.flatMap(filesOf) : filesOfProject();
const results = files.map((file) => ({ file, ...check(file, readFileSync(file, 'utf8')) }));
const findings = results.flatMap((result) => result.findings);
const summary = summarise();

if (options.values.json) console.log(JSON.stringify({ findings, summary }, null, 2));
else if (options.values.summary) printSummary();
else for (const { file, line, rule, text } of findings) console.log(`${file}:${line} ${rule} ${text}`);
process.exitCode = findings.length > 0 ? EXIT.failed : EXIT.passed;

function filesOfProject() {
  process.chdir(ROOT);
  const atTop = readdirSync('.').filter((name) => READ.test(name));
  return [...atTop, ...FOLDERS.filter(existsSync).flatMap(filesOf)];
}

/** A file that is named is read even where a folder would skip it. */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && READ.test(entry.name))
    .map((entry) => relative('', join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !SKIPPED.test(file))
    .sort();
}

function summarise() {
  const comments = results.filter(({ file }) => !file.endsWith('.md'));
  const documents = results.filter(({ file }) => file.endsWith('.md'));
  const total = (part, key) => part.reduce((sum, result) => sum + result[key], 0);
  const count = (part, rule) => part.flatMap((result) => result.findings).filter((finding) => finding.rule === rule).length;
  return {
    rules: Object.fromEntries(
      Object.keys(RULES).map((rule) => [rule, { comments: count(comments, rule), documents: count(documents, rule) }]),
    ),
    commentLines: total(comments, 'lines'),
    bannedCommentLines: total(comments, 'banned'),
    files: files.length,
  };
}

function printSummary() {
  const row = (name, ...figures) => console.log(name.padEnd(46), ...figures.map((figure) => String(figure).padStart(9)));
  row(`${summary.files} files`, 'comments', 'documents');
  for (const [rule, { comments, documents }] of Object.entries(summary.rules)) row(`${rule}: ${RULES[rule]}`, comments, documents);
  const { bannedCommentLines: banned, commentLines: lines } = summary;
  const share = lines === 0 ? 0 : (100 * banned) / lines;
  console.log(`\n${banned} of ${lines} comment lines with a banned opening or hinge: ${share.toFixed(1)} %`);
}
