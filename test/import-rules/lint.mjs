/**
 * Lints a text as the content of several files in one process: `node lint.mjs <file>... < text` prints the messages of each file, as JSON.
 * The types of the project are read once.
 */
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';

const eslint = new ESLint({ overrideConfigFile: 'infra/lint/eslint.config.mjs' });
const text = readFileSync(0, 'utf8');
const results = [];
for (const filePath of process.argv.slice(2)) results.push((await eslint.lintText(text, { filePath }))[0].messages);
process.stdout.write(JSON.stringify(results));
