/** `npm start`: starts the database, then the application as a child. On a signal stops the application, then the database. */
import { fileURLToPath } from 'node:url';
import { listenForStop } from '@minglu/embedded/processes';
import { EXIT, HELP, parseOptions } from './supervisor-options.js';
import { supervise } from './supervisor-run.js';

const options = parseOptions(process.argv.slice(2), process.env, process.cwd());
const log = (line: string) => process.stderr.write(`minglu: ${line}\n`);

if (options === 'help') {
  process.stdout.write(HELP);
} else if ('wrong' in options) {
  log(options.wrong);
  process.stderr.write(HELP);
  process.exitCode = EXIT.usage;
} else {
  const app = fileURLToPath(new URL('./main.js', import.meta.url));
  const failed = (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.failed;
  };
  // Exit at once: an open timer or socket must not delay the exit.
  process.exit(await supervise(options, { app, stop: listenForStop(process.env), log }).catch(failed));
}
