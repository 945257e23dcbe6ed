// `npm run bench`: the measurements of test/bench.
import { bootstrap } from './bootstrap.mjs';
import { ROOT, inProject } from './lib/project.mjs';
import { passThrough } from './lib/run.mjs';

await bootstrap();
process.exit(await passThrough(process.execPath, [inProject('dist/test/bench/main.js'), ...process.argv.slice(2)], { cwd: ROOT }));
