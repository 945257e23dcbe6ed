// The prose of comments and documents: the length of sentences, banned openings and hinges, one language in a comment.
import { ROOT } from '../scripts/lib/project.mjs';
import { prose } from './prose/command.mjs';

const { status, stdout, stderr } = prose(process.argv.slice(2), { folder: process.cwd(), root: ROOT });
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
