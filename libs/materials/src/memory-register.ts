import type { Depositor, Material, UploadedPart } from './port.js';
import type { MaterialRegister, UploadRow } from './register.js';
import { ANONYMOUS } from './tickets.js';

/** The rows in memory, for tests. */
export const memoryRegister = (): MaterialRegister => {
  const rows = new Map<string, Material>();
  const deposits = new Map<string, (Depositor & { readonly at: Date })[]>();
  const withdrawn = new Map<string, Date>();
  const uploads = new Map<string, UploadRow>();
  const turns = new Map<string, Promise<unknown>>();
  const isDepositedBy = async (sha256: string, org: string): Promise<boolean> =>
    deposits.get(sha256)?.some((one) => one.org === org) ?? false;
  const locked = {
    record: async (material: Material, { person, org }: Depositor) => {
      const { sha256, storedAt } = material;
      if (!rows.has(sha256)) rows.set(sha256, material);
      const others = (deposits.get(sha256) ?? []).filter((one) => one.org !== org || one.person !== person);
      deposits.set(sha256, [...others, { person, org, at: storedAt }]);
      withdrawn.delete(sha256);
      return rows.get(sha256)!;
    },
    hasRow: async (sha256: string) => rows.has(sha256),
    isDepositedBy,
    remove: async (sha256: string) => {
      deposits.delete(sha256);
      return rows.delete(sha256);
    },
    forget: async (sha256: string, withdrawnBy: Date) => {
      const since = withdrawn.get(sha256);
      if (deposits.has(sha256)) withdrawn.delete(sha256);
      if (since === undefined || since > withdrawnBy || deposits.has(sha256)) return false;
      rows.delete(sha256);
      return true;
    },
    settle: async (sha256: string) => void withdrawn.delete(sha256),
  };
  const change = (id: string, to: (row: UploadRow) => UploadRow): boolean => {
    const row = uploads.get(id);
    if (row) uploads.set(id, to(row));
    return row !== undefined;
  };
  return {
    find: async (sha256) => rows.get(sha256) ?? null,
    isDepositedBy,
    missing: async (digests) => digests.filter((digest) => !rows.has(digest)),
    after: async (sha256, limit) =>
      [...rows.values()]
        .filter((row) => row.sha256 > sha256)
        .sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
        .slice(0, limit),
    alone: async (sha256, work) => {
      const turn = (turns.get(sha256) ?? Promise.resolve()).then(() => work(locked));
      turns.set(
        sha256,
        turn.catch(() => undefined),
      );
      return turn;
    },
    begin: async (upload) => void uploads.set(upload.id, { ...upload, sha256: null, parts: [] }),
    upload: async (id) => uploads.get(id) ?? null,
    underWay: async (org) => [...uploads.values()].filter(({ depositor, sha256 }) => depositor.org === org && sha256 === null).length,
    recordPart: async (id, part, at) =>
      uploads.get(id)?.sha256 === null && change(id, (row) => ({ ...row, touchedAt: at, parts: withPart(row.parts, part) })),
    finish: async (id, sha256) => void change(id, (row) => ({ ...row, sha256, parts: [] })),
    endUpload: async (id) => void uploads.delete(id),
    idleSince: async (instant) => [...uploads.values()].filter(({ touchedAt }) => touchedAt < instant).map(({ id }) => id),
    dropTickets: async (olderThan, at) => {
      let dropped = 0;
      for (const [sha256, own] of deposits) {
        const kept = own.filter((one) => one.person !== ANONYMOUS || one.at >= olderThan);
        if (kept.length > 0) deposits.set(sha256, kept);
        else {
          deposits.delete(sha256);
          withdrawn.set(sha256, at);
          dropped += 1;
        }
      }
      return dropped;
    },
    withdrawnBy: async (instant, after, limit) =>
      [...withdrawn]
        .filter(([sha256, since]) => sha256 > after && since <= instant)
        .map(([sha256]) => sha256)
        .sort()
        .slice(0, limit),
  };
};

const withPart = (parts: readonly UploadedPart[], part: UploadedPart): readonly UploadedPart[] =>
  [...parts.filter((one) => one.part !== part.part), part].sort((a, b) => a.part - b.part);
