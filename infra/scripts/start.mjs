// `npm start`. The supervisor runs in this process, so a signal reaches it directly.
import { bootstrap } from './bootstrap.mjs';
import { NODE_OPTIONS, ROOT } from './lib/project.mjs';

process.chdir(ROOT);
await bootstrap();
process.env.NODE_OPTIONS = NODE_OPTIONS; // of the application, its child
await import('../../dist/apps/standalone/src/supervisor.js');
