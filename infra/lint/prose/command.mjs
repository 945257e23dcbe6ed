// The command of the prose check: its options, the files that it reads and the lines that it prints.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT } from '../../scripts/lib/project.mjs';
import { LONGEST, RULES, check } from './check.mjs';

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

/**
 * Runs the command on `args`. Paths are relative to `folder`; without a path the files of the project in `root` are read.
 * @returns {{ status: number, stdout: string, stderr: string }}
 */
export function prose(args, { folder, root }) {
  let options;
  try {
    options = parseArgs({
      args,
      allowPositionals: true,
      options: { summary: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    const missing = options.positionals.find((path) => !existsSync(resolve(folder, path)));
    if (missing) throw new Error(`there is no ${missing}`);
  } catch (error) {
    return { status: EXIT.usage, stdout: '', stderr: `${error.message}\n\n${HELP}\n` };
  }
  if (options.values.help) return { status: EXIT.passed, stdout: `${HELP}\n`, stderr: '' };

  const { positionals: paths } = options;
  const base = paths.length > 0 ? folder : root;
  const files = paths.length > 0 ? paths.flatMap((path) => filesOf(base, path)) : filesOfProject(root);
  const results = files.map((file) => ({ file, ...check(file, readFileSync(resolve(base, file), 'utf8')) }));
  const findings = results.flatMap((result) => result.findings);
  const lines = printed(options.values, findings, summaryOf(results));
  return { status: findings.length > 0 ? EXIT.failed : EXIT.passed, stdout: lines.map((line) => `${line}\n`).join(''), stderr: '' };
}

function printed({ json, summary: summing }, findings, summary) {
  if (json) return [JSON.stringify({ findings, summary }, null, 2)];
  return summing ? summaryLines(summary) : findings.map(({ file, line, rule, text }) => `${file}:${line} ${rule} ${text}`);
}

function filesOfProject(root) {
  const atTop = readdirSync(root).filter((name) => READ.test(name));
  return [...atTop, ...FOLDERS.filter((name) => existsSync(join(root, name))).flatMap((name) => filesOf(root, name))];
}

/** A file that is named is read even where a folder would skip it. */
function filesOf(base, path) {
  const place = resolve(base, path);
  if (!statSync(place).isDirectory()) return [path];
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && READ.test(entry.name))
    .map((entry) => relative(base, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !SKIPPED.test(file))
    .sort();
}

function summaryOf(results) {
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
    files: results.length,
  };
}

function summaryLines(summary) {
  const row = (name, ...figures) => [name.padEnd(46), ...figures.map((figure) => String(figure).padStart(9))].join(' ');
  const { bannedCommentLines: banned, commentLines: lines } = summary;
  const share = lines === 0 ? 0 : (100 * banned) / lines;
  return [
    row(`${summary.files} files`, 'comments', 'documents'),
    ...Object.entries(summary.rules).map(([rule, { comments, documents }]) => row(`${rule}: ${RULES[rule]}`, comments, documents)),
    `\n${banned} of ${lines} comment lines with a banned opening or hinge: ${share.toFixed(1)} %`,
  ];
}
