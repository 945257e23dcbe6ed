// `npm run scenario -- <file or folder> …`: files are looked for from where the user stands.
import { bootstrap } from './bootstrap.mjs';
import { inProject, NODE_OPTIONS, userFolder } from './lib/project.mjs';
import { passThrough } from './lib/run.mjs';

const cwd = userFolder();
await bootstrap();
process.exit(
  await passThrough(process.execPath, [inProject('dist/apps/cli/src/main.js'), 'scenario', ...process.argv.slice(2)], {
    cwd,
    env: { ...process.env, NODE_OPTIONS },
  }),
);
