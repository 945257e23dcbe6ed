import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The complete lines that a killed process has printed, and its exit code; null if the kill was in time. */
interface Ended {
  readonly lines: readonly string[];
  readonly code: number | null;
}

/**
 * Runs a program of this folder, and kills it some time after its first output.
 *
 * @param longest milliseconds that pass at most
 */
export const killed = async (program: string, args: readonly string[], longest: number): Promise<Ended> => {
  const file = fileURLToPath(new URL(`./${program}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await Promise.race([once(child.stdout, 'data'), ended]);
  await delay(Math.random() * longest);
  child.kill('SIGKILL');
  const [code] = await ended;
  const lines = output.slice(0, output.lastIndexOf('\n') + 1);
  return { lines: lines.split('\n').filter(Boolean), code };
};
