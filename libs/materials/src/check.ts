import { createHash } from 'node:crypto';
import type { HeldDigests, Material, MaterialStore, StoredBytes } from './port.js';
import type { MaterialRegister } from './register.js';
import { endUpload } from './uploads.js';

/** The two sides of a check. */
export interface Checked {
  readonly store: MaterialStore;
  readonly register: MaterialRegister;
  readonly now?: () => Date;
}

/** Where the bytes and their rows differ. */
export interface MaterialReport {
  /** Files with a row. */
  readonly files: number;
  /** Of files whose digests were computed again, in bytes. */
  readonly hashedBytes: number;
  /** Rows whose bytes are gone. A file is lost. */
  readonly lost: readonly string[];
  /** Rows whose bytes have another length or digest. */
  readonly damaged: readonly string[];
  /** Bytes without a row, older than a day: of receivings that ended before their row. `removeLeftovers` may remove them. */
  readonly orphans: readonly StoredBytes[];
  /** Uploads under way whose time is over, and parts without an upload. */
  readonly abandoned: readonly string[];
}

interface Checking {
  /** Computes the digests again, of all files or of some: reads every byte. */
  readonly hash: boolean | ((sha256: string) => boolean);
  /** Goes on after this digest, from a check that ended early. */
  readonly after?: string;
  /** The check waits for it. */
  readonly onProgress?: (progress: { readonly files: number; readonly sha256: string }) => unknown;
}

const PAGE = 500;
/** So young, bytes may still get their row, and an upload its part. */
const SETTLED_MS = 24 * 60 * 60 * 1000;

/** Compares the rows with the bytes, and the bytes with the rows. Changes nothing. */
export const checkMaterials = async (checked: Checked, { hash, after = '', onProgress }: Checking): Promise<MaterialReport> => {
  const { store, register } = checked;
  const [lost, damaged]: [string[], string[]] = [[], []];
  let [files, hashedBytes, last] = [0, 0, after];
  for (;;) {
    const page = await register.after(last, PAGE);
    for (const row of page) {
      const isHashed = typeof hash === 'function' ? hash(row.sha256) : hash;
      const found = await stateOf(store, row, isHashed);
      // A file may have been removed with its row meanwhile.
      if (found !== 'whole' && (await register.find(row.sha256))) (found === 'lost' ? lost : damaged).push(row.sha256);
      if (isHashed && found !== 'lost') hashedBytes += row.size;
      files += 1;
      last = row.sha256;
      await onProgress?.({ files, sha256: last });
    }
    if (page.length < PAGE) break;
  }
  return { files, hashedBytes, lost, damaged, orphans: await orphansIn(checked), abandoned: await abandonedIn(checked) };
};

const stateOf = async (store: MaterialStore, row: Material, hash: boolean): Promise<'whole' | 'lost' | 'damaged'> => {
  const size = await store.sizeOf(row.sha256);
  if (size === null) return 'lost';
  if (size !== row.size) return 'damaged';
  if (!hash) return 'whole';
  const digests = [createHash('sha256'), createHash('sm3')] as const;
  for await (const chunk of await store.open(row.sha256)) for (const digest of digests) digest.update(chunk as Buffer);
  return digests[0].digest('hex') === row.sha256 && digests[1].digest('hex') === row.sm3 ? 'whole' : 'damaged';
};

const orphansIn = async ({ store, register, now = () => new Date() }: Checked): Promise<readonly StoredBytes[]> => {
  const orphans: StoredBytes[] = [];
  let page: StoredBytes[] = [];
  const settled = new Date(now().getTime() - SETTLED_MS);
  const look = async (): Promise<void> => {
    const missing = new Set(await register.missing(page.map(({ sha256 }) => sha256)));
    orphans.push(...page.filter(({ sha256 }) => missing.has(sha256)));
    page = [];
  };
  for await (const bytes of store.list()) {
    if (bytes.storedAt < settled) page.push(bytes);
    if (page.length === PAGE) await look();
  }
  await look();
  return orphans;
};

const abandonedIn = async ({ store, register, now = () => new Date() }: Checked): Promise<readonly string[]> => {
  const settled = new Date(now().getTime() - SETTLED_MS);
  const abandoned = new Set(await register.idleSince(settled));
  for await (const { upload, storedAt } of store.parts.uploads())
    if (storedAt < settled && !(await register.upload(upload))) abandoned.add(upload);
  return [...abandoned].sort();
};

/** Ends uploads whose time is over, and removes their parts and old drafts. A service does so from time to time. */
export const expireUploads = async (checked: Checked): Promise<{ readonly uploads: number; readonly drafts: number }> => {
  const abandoned = await abandonedIn(checked);
  for (const id of abandoned) await endUpload(id, checked);
  const now = checked.now?.() ?? new Date();
  return { uploads: abandoned.length, drafts: await checked.store.sweep(new Date(now.getTime() - SETTLED_MS)) };
};

/** A command that looked at its files before their tickets ended has this long to be recorded. The log refuses it later. */
const UNDER_WAY_MS = 60 * 60 * 1000;

/**
 * Ends the tickets whose time is over, and an hour later removes the files that nothing else names. It keeps a file that an
 * organisation has deposited too, that an event names or that is held. A process that ends between row and bytes leaves
 * the bytes to the next call. A service calls it from time to time.
 *
 * @param patienceMs how long a ticket lasts
 */
export const expireTickets = async (
  { store, register, isHeld, now = () => new Date() }: Checked & { readonly isHeld: HeldDigests },
  patienceMs: number,
): Promise<{ readonly withdrawn: number; readonly removed: number }> => {
  const at = now();
  const withdrawn = await register.dropTickets(new Date(at.getTime() - patienceMs), at);
  const settled = new Date(at.getTime() - UNDER_WAY_MS);
  let [removed, last] = [0, ''];
  for (;;) {
    const page = await register.withdrawnBy(settled, last, PAGE);
    for (const sha256 of page)
      await register.alone(sha256, async (locked) => {
        if (!(await isHeld(sha256))) {
          if (!(await locked.forget(sha256, settled, at))) return;
          await store.remove(sha256);
          removed += 1;
        }
        await locked.settle(sha256);
      });
    if (page.length < PAGE) return { withdrawn, removed };
    last = page.at(-1)!;
  }
};

/**
 * Removes bytes without a row, unless they are held, and all that {@link expireUploads} removes. Only an operator asks for it: after a
 * restore of an older database, bytes without a row may be files that were acknowledged.
 */
export const removeLeftovers = async (
  checked: Checked & { readonly isHeld: HeldDigests },
): Promise<{ readonly orphans: number; readonly uploads: number; readonly drafts: number }> => {
  let orphans = 0;
  for (const { sha256 } of await orphansIn(checked))
    await checked.register.alone(sha256, async (locked) => {
      if ((await locked.hasRow(sha256)) || (await checked.isHeld(sha256))) return;
      await checked.store.remove(sha256);
      orphans += 1;
    });
  return { orphans, ...(await expireUploads(checked)) };
};
