import { spawn } from 'node:child_process';
import type { Home } from './home.js';

/**
 * Removes a temporary server when this process exits for any reason, SIGKILL included. A detached shell waits for the end of
 * its input, which closes when this process exits. It has its own session, so Ctrl-C does not reach it.
 */
export function removeOnExit(home: Home): void {
  const janitor = spawn('/bin/sh', ['-c', SCRIPT, 'minglu-janitor', home.cluster, home.dir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  (janitor.stdin as unknown as { unref: () => void }).unref();
}

/** The pid is read from `postmaster.pid` and must still belong to a postgres. SIGQUIT, because no data is kept. */
const SCRIPT = `
read -r _
pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  case "$(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null)" in
    *postgres*) kill -QUIT "$pid" && sleep 0.5 ;;
  esac
fi
rm -rf "$2" || { sleep 2; rm -rf "$2"; }`;
