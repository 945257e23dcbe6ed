import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStat } from '@minglu/embedded/postgres';
import { waitUntil } from '@minglu/embedded/wait';

const EXIT_WITHIN_MS = 10_000;
const POLL_MS = 50;

const recordFile = (dataDir: string): string => join(dataDir, 'app.pid');

/** Records the application's pid and start time, which together identify the process. */
export function rememberApp(dataDir: string, pid: number): void {
  writeFileSync(recordFile(dataDir), `${pid} ${processStat(pid)?.startTicks ?? ''}\n`);
}

/**
 * Waits for the exit of an application whose supervisor was killed, and kills it if it takes too long. Then its port is free,
 * and no two applications use one log. Only for a supervisor that has claimed the data folder.
 */
export async function awaitPreviousApp(dataDir: string): Promise<void> {
  const [pid, startTicks] = readRecord(dataDir);
  const hasExited = () => startTicks === '' || processStat(pid)?.startTicks !== startTicks || processStat(pid)?.state === 'Z';
  if (await waitUntil(hasExited, { withinMs: EXIT_WITHIN_MS, everyMs: POLL_MS })) return;
  process.kill(pid, 'SIGKILL');
  await waitUntil(hasExited, { withinMs: EXIT_WITHIN_MS, everyMs: POLL_MS });
}

function readRecord(dataDir: string): [pid: number, startTicks: string] {
  try {
    const [pid, startTicks] = readFileSync(recordFile(dataDir), 'utf8').trim().split(' ');
    return [Number(pid), startTicks ?? ''];
  } catch {
    return [0, ''];
  }
}
