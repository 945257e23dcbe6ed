import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStat } from '@minglu/embedded/postgres';

const PATIENCE_MS = 10_000;

const recordFile = (dataDir: string): string => join(dataDir, 'app.pid');

/** Keeps the application's pid with its start time, which together mean one process for ever. */
export function rememberApp(dataDir: string, pid: number): void {
  writeFileSync(recordFile(dataDir), `${pid} ${processStat(pid)?.startTicks ?? ''}\n`);
}

/**
 * An application whose supervisor was killed ends by itself when it notices. Waits for that, so that its port is free and
 * no two applications work on one log; kills it if it does not notice. Only for one who has claimed the data folder.
 */
export async function outlivePreviousApp(dataDir: string): Promise<void> {
  const [pid, startTicks] = readRecord(dataDir);
  const lives = () => startTicks !== '' && processStat(pid)?.startTicks === startTicks && processStat(pid)?.state !== 'Z';
  const deadline = performance.now() + PATIENCE_MS;
  while (lives()) {
    if (performance.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}

function readRecord(dataDir: string): [pid: number, startTicks: string] {
  try {
    const [pid, startTicks] = readFileSync(recordFile(dataDir), 'utf8').trim().split(' ');
    return [Number(pid), startTicks ?? ''];
  } catch {
    return [0, ''];
  }
}
