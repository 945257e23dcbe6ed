// `npm run generate`: first the indexes of the chapters, which the build reads; then the files that are made from the built code.
import { bootstrap } from './bootstrap.mjs';
import { refreshChapters } from './chapters.mjs';
import { EXIT, NODE_OPTIONS, ROOT, inProject } from './lib/project.mjs';
import { passThrough } from './lib/run.mjs';

const args = process.argv.slice(2);
const check = args.includes('--check');
const help = args.includes('--help') || args.includes('-h');
const stale = help ? [] : refreshChapters({ check });
for (const path of stale) console.error(check ? `${path} is out of date: npm run generate` : `written  ${path}`);

await bootstrap();
const code = await passThrough(process.execPath, [inProject('dist/apps/cli/src/main.js'), 'generate', ...args], {
  cwd: ROOT,
  env: { ...process.env, NODE_OPTIONS },
});
process.exit(code === EXIT.passed && check && stale.length > 0 ? EXIT.failed : code);
