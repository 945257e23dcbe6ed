import { hash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMaterialStore } from './behaviour.test.js';
import { folderStore } from './folder-store.js';
import { memoryStore } from './memory-store.js';

const folders: string[] = [];
const newFolder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'minglu-materials-')));
  return folders.at(-1)!;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describeMaterialStore('a store in memory', async () => memoryStore());
describeMaterialStore('a store in a folder', async () => folderStore(newFolder()));

describe('a store in a folder', () => {
  const keep = async (folder: string, text: string): Promise<string> => {
    const [store, sha256] = [folderStore(folder), hash('sha256', text)];
    const draft = await store.newDraft();
    await draft.write(Buffer.from(text));
    await store.keep(draft, sha256);
    return sha256;
  };
  const pathOf = (folder: string, sha256: string): string => join(folder, 'sha256', sha256.slice(0, 2), sha256);

  it('puts a file into one of 256 folders, readable and not writable', async () => {
    const folder = newFolder();
    const path = pathOf(folder, await keep(folder, '材料'));
    expect(statSync(path).mode & 0o777).toBe(0o440);
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });

  it('mends a damaged file when the same bytes come again', async () => {
    const folder = newFolder();
    const sha256 = await keep(folder, '材料');
    chmodSync(pathOf(folder, sha256), 0o640);
    writeFileSync(pathOf(folder, sha256), 'damaged');
    await keep(folder, '材料');
    expect(await folderStore(folder).sizeOf(sha256)).toBe(6);
  });

  it('finds the draft of a process that was killed, and removes it only when it is old', async () => {
    const folder = newFolder();
    const store = folderStore(folder);
    const half = await store.newDraft();
    await half.write(Buffer.from('half'));
    const draft = join(folder, 'drafts', readdirSync(join(folder, 'drafts'))[0]!);
    expect([await store.sweep(new Date(Date.now() - 3_600_000)), existsSync(draft)]).toEqual([0, true]);
    utimesSync(draft, 0, 0);
    expect([await store.sweep(new Date(Date.now() - 3_600_000)), existsSync(draft)]).toEqual([1, false]);
    await half.discard();
  });

  it('passes over names that are none of its own', async () => {
    const folder = newFolder();
    const sha256 = await keep(folder, '材料');
    writeFileSync(join(folder, 'sha256', sha256.slice(0, 2), 'lost+found'), '');
    const listed = [];
    for await (const one of folderStore(folder).list()) listed.push(one.sha256);
    expect(listed).toEqual([sha256]);
  });
});
