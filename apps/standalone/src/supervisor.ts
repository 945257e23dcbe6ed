/** `npm start`: the database, then the application as a child; on a signal the application, then the database. */
import { fileURLToPath } from 'node:url';
import { EXIT, HELP, parseOptions } from './supervisor-options.js';
import { supervise } from './supervisor-run.js';
import { listenForStop } from './supervisor-signals.js';

const options = parseOptions(process.argv.slice(2), process.env, process.cwd());
const say = (line: string) => process.stderr.write(`minglu: ${line}\n`);

if (options === 'help') {
  process.stdout.write(HELP);
} else if ('wrong' in options) {
  say(options.wrong);
  process.stderr.write(HELP);
  process.exitCode = EXIT.usage;
} else {
  const app = fileURLToPath(new URL('./main.js', import.meta.url));
  const failed = (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.failed;
  };
  // Set, then leave at once: a timer or a socket that is still there shall not hold back an end that was asked for.
  process.exit(await supervise(options, app, listenForStop(process.env), say).catch(failed));
}
