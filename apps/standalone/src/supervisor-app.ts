import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_LIMIT_MS = 15_000;

export interface App {
  readonly pid: number;
  /** How it ended, in words. Never rejects. */
  readonly ended: Promise<string>;
  /** Asks it to end; kills it when it takes too long, or when `hurry` resolves. */
  readonly stop: (hurry: Promise<void>) => Promise<void>;
}

/**
 * Starts the application as a child with an IPC channel, whose closing tells it that we are gone. It is detached, so that
 * Ctrl-C reaches us alone and the application ends before the database does.
 */
export function startApp(file: string, env: NodeJS.ProcessEnv): App {
  const child = fork(file, { detached: true, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`could not be run: ${error.message}`));
    child.on('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`));
  });
  const stop = async (hurry: Promise<void>): Promise<void> => {
    child.kill('SIGTERM');
    const patience = sleep(STOP_LIMIT_MS, undefined, { ref: false });
    await Promise.race([ended, hurry, patience]);
    child.kill('SIGKILL'); // nothing happens to a child that has ended
    await ended;
  };
  return { pid: child.pid ?? 0, ended, stop };
}
