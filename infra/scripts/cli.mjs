// `npm run cli -- <command> …`: the command line, on the project.
import { bootstrap } from './bootstrap.mjs';
import { NODE_OPTIONS, ROOT, inProject } from './lib/project.mjs';
import { passThrough } from './lib/run.mjs';

await bootstrap();
process.exit(
  await passThrough(process.execPath, [inProject('dist/apps/cli/src/main.js'), ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS },
  }),
);
