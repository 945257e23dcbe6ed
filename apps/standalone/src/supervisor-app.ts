import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_LIMIT_MS = 15_000;

/** The exit of the application, with a description for the operator. */
interface Ended {
  readonly code: number | null;
  readonly how: string;
}

interface App {
  readonly pid: number;
  /** Never rejects. */
  readonly ended: Promise<Ended>;
  /** Sends SIGTERM, then SIGKILL after 15 s or when `hurry` resolves. */
  readonly stop: (hurry: Promise<void>) => Promise<void>;
}

/**
 * Starts the application as a child process. The IPC channel closes when the supervisor dies, and the application then exits.
 * `onUp` is called when it listens. It is detached: Ctrl-C reaches only the supervisor, which stops the application before the database.
 */
export function startApp(file: string, args: readonly string[], env: NodeJS.ProcessEnv, onUp: () => void): App {
  const child = fork(file, [...args], { detached: true, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('message', onUp);
  const ended = new Promise<Ended>((resolve) => {
    child.on('error', (error) => resolve({ code: null, how: `could not be run: ${error.message}` }));
    child.on('exit', (code, signal) => resolve({ code, how: signal === null ? `exit code ${code}` : `killed by ${signal}` }));
  });
  const stop = async (hurry: Promise<void>): Promise<void> => {
    child.kill('SIGTERM');
    const timeout = sleep(STOP_LIMIT_MS, undefined, { ref: false });
    await Promise.race([ended, hurry, timeout]);
    child.kill('SIGKILL'); // no effect on a child that has exited
    await ended;
  };
  return { pid: child.pid ?? 0, ended, stop };
}
