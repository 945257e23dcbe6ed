import { spawn } from 'node:child_process';
import { waitUntil } from '@minglu/embedded/wait';

interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is ready. It may reject meanwhile. */
  readonly answers: () => Promise<unknown>;
}

/** Starts a server of others and waits until it answers. `stop` ends it; it does not outlast this process. */
export const running = async ({ program, args, env = {}, answers }: Program): Promise<{ readonly stop: () => Promise<void> }> => {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let isRunning = true;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => (output += error.message)).once('close', () => resolve());
  }).then(() => void (isRunning = false));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const isUp = async (): Promise<boolean> =>
    !isRunning ||
    (await answers().then(
      () => true,
      () => false,
    ));
  if (!(await waitUntil(isUp, { withinMs: 60_000, everyMs: 50 })) || !isRunning) {
    kill();
    throw new Error(`${program} did not come up:\n${output}`);
  }
  return {
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
};
