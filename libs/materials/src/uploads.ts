import { randomUUID } from 'node:crypto';
import { findings } from './findings.js';
import { NotStored, type Depositor, type Materials, type MaterialStore, type Upload, type UploadedPart, type Uploads } from './port.js';
import { pour } from './receive.js';
import type { MaterialRegister, UploadRow } from './register.js';

export interface UploadLimits {
  /** Of a part, in bytes. The last part may be shorter than the smallest. */
  readonly smallestPart: number;
  readonly largestPart: number;
  /** An upload expires so many milliseconds after its last part. */
  readonly patienceMs: number;
  /** Of one organisation at a time. */
  readonly underWay: number;
}

interface UploadParts {
  readonly store: MaterialStore;
  readonly register: MaterialRegister;
  readonly receive: Materials['receive'];
  readonly limits: UploadLimits & { readonly size: number };
  readonly now: () => Date;
}

/** Uploads by parts. Each part is durable, with its row, when it is acknowledged; so a client goes on after any crash. */
export const uploads = ({ store, register, receive, limits, now }: UploadParts): Uploads => {
  const expiryOf = ({ touchedAt }: Pick<UploadRow, 'touchedAt'>): Date => new Date(touchedAt.getTime() + limits.patienceMs);
  /** The row of an upload of this depositor that is not over. */
  const own = async (id: string, { person, org }: Depositor): Promise<UploadRow | null> => {
    const row = isId(id) ? await register.upload(id) : null;
    return row?.depositor.person === person && row.depositor.org === org && expiryOf(row) > now() ? row : null;
  };
  const shown = (row: UploadRow): Upload => ({
    id: row.id,
    depositor: row.depositor,
    size: row.size,
    expiresAt: expiryOf(row),
    parts: row.parts,
  });
  const mostParts = Math.ceil(limits.size / limits.smallestPart);

  return {
    begin: async (size, depositor) => {
      if (size < 1) return { findings: [findings.empty()] };
      if (size > limits.size) return { findings: [findings.tooLarge(limits.size)] };
      if ((await register.underWay(depositor.org)) >= limits.underWay) return { findings: [findings.tooManyUploads(limits.underWay)] };
      const row = { id: randomUUID(), depositor, size, touchedAt: now() };
      await register.begin(row);
      return shown({ ...row, sha256: null, parts: [] });
    },
    find: async (id, depositor) => {
      const row = await own(id, depositor);
      return row && shown(row);
    },
    put: async (id, part, source, { sha256, depositor }) => {
      if ((await own(id, depositor))?.sha256 !== null) return { outcome: 'unknown-upload' };
      if (!Number.isSafeInteger(part) || part < 1 || part > mostParts)
        return { outcome: 'refused', findings: [findings.partNumber(mostParts)] };
      const draft = await store.newDraft();
      try {
        const poured = await pour(source, draft, limits.largestPart, false);
        if ('severity' in poured || poured.size === 0) return { outcome: 'refused', findings: [findings.partSize()] };
        if (poured.sha256 !== sha256) return { outcome: 'refused', findings: [findings.otherDigest()] };
        const taken: UploadedPart = { part, sha256, size: poured.size };
        await store.parts.keep(id, taken, draft);
        return (await register.recordPart(id, taken, now())) ? { outcome: 'stored', part: taken } : { outcome: 'unknown-upload' };
      } finally {
        await draft.discard();
      }
    },
    complete: async (id, receiving) => {
      const row = await own(id, receiving.depositor);
      if (!row) return { outcome: 'unknown-upload' };
      if (row.sha256 !== null) {
        const material = row.sha256 === receiving.sha256 ? await register.find(row.sha256) : null;
        return material ? { outcome: 'stored', material, repeated: true } : { outcome: 'unknown-upload' };
      }
      const missing = missingOf(row.parts);
      if (missing.length > 0) return { outcome: 'incomplete', missing };
      if (row.parts.slice(0, -1).some(({ size }) => size < limits.smallestPart))
        return { outcome: 'refused', findings: [findings.partSize()] };
      if (row.parts.reduce((sum, { size }) => sum + size, 0) !== row.size) return { outcome: 'refused', findings: [findings.otherSize()] };
      const received = await receive(joined(store, row), receiving).catch(async (error: unknown) => {
        // Another completion of this upload may have removed its parts.
        const { sha256 } = (error instanceof NotStored && (await register.upload(id))) || { sha256: null };
        const material = sha256 === receiving.sha256 ? await register.find(receiving.sha256) : null;
        if (!material) throw error;
        return { outcome: 'stored' as const, material, repeated: true };
      });
      if (received.outcome !== 'stored') return received;
      await register.finish(id, received.material.sha256);
      await store.parts.remove(id);
      return received;
    },
    abandon: async (id, depositor) => {
      if (!(await own(id, depositor))) return false;
      await endUpload(id, { store, register });
      return true;
    },
  };
};

/** The row goes first: a part of an upload that has a row is never removed. */
export const endUpload = async (
  id: string,
  { store, register }: { readonly store: MaterialStore; readonly register: MaterialRegister },
): Promise<void> => {
  await register.endUpload(id);
  await store.parts.remove(id);
};

const isId = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** The numbers below the last part that are missing; 1 if there is none. */
const missingOf = (parts: readonly UploadedPart[]): readonly number[] => {
  const there = new Set(parts.map(({ part }) => part));
  return Array.from({ length: Math.max(1, ...there) }, (_, index) => index + 1).filter((part) => !there.has(part));
};

async function* joined(store: MaterialStore, { id, parts }: UploadRow): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* (await store.parts.open(id, part)) as AsyncIterable<Uint8Array>;
}
