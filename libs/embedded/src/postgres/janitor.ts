import { spawn } from 'node:child_process';
import type { Home } from './home.js';

/**
 * Removes a throw-away server when this process ends in any way, kill -9 included: a shell, in a session of its own so that
 * Ctrl-C passes it by, waits for the end of its input, which only our end brings about.
 */
export function cleanUpAfterUs(home: Home): void {
  const janitor = spawn('/bin/sh', ['-c', SCRIPT, 'minglu-janitor', home.cluster, home.dir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  (janitor.stdin as unknown as { unref: () => void }).unref();
}

/** The pid comes from the server's own file, and must still be a postgres. SIGQUIT: there is nothing to save. */
const SCRIPT = `
read -r _
pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  case "$(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null)" in
    *postgres*) kill -QUIT "$pid" && sleep 0.5 ;;
  esac
fi
rm -rf "$2" || { sleep 2; rm -rf "$2"; }`;
