import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder, type FolderLock } from './folder-lock.js';

describe('the lock of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-lock-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is held by one process, which the others can name; other uses of the folder are free', async () => {
    const first = (await lockFolder(folder, 'a', 'npm start')) as FolderLock;
    const link = join(folder, 'link');
    symlinkSync(folder, link);
    expect(await lockFolder(link, 'a', 'other')).toEqual({ takenBy: `npm start (process ${process.pid})` });
    const other = (await lockFolder(folder, 'b', 'other')) as FolderLock;
    first.release();
    const again = (await lockFolder(folder, 'a', 'again')) as FolderLock;
    for (const lock of [again, other]) lock.release();
  });
  it('is free again when its holder is killed', async () => {
    const script = `
      const { createServer } = require('node:net');
      const { createHash } = require('node:crypto');
      const name = '\\0minglu-a-' + createHash('sha256').update(process.argv[1]).digest('hex').slice(0, 32);
      createServer((socket) => socket.end('held')).listen({ path: name }, () => console.log('held'));`;
    const holder = spawn(process.execPath, ['-e', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    expect(await lockFolder(folder, 'a', 'next')).toEqual({ takenBy: 'held' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const next = await lockFolder(folder, 'a', 'next');
    expect(next).toHaveProperty('release');
    (next as FolderLock).release();
  });
});
