import type { Material, UploadedPart } from './port.js';
import type { MaterialRegister, UploadRow } from './register.js';

/** The rows in memory, for tests. */
export const memoryRegister = (): MaterialRegister => {
  const rows = new Map<string, Material>();
  const deposits = new Map<string, Set<string>>();
  const uploads = new Map<string, UploadRow>();
  const turns = new Map<string, Promise<unknown>>();
  const isDepositedBy = async (sha256: string, org: string): Promise<boolean> => deposits.get(sha256)?.has(org) ?? false;
  const locked = {
    record: async (material: Material, { org }: { readonly org: string }) => {
      if (!rows.has(material.sha256)) rows.set(material.sha256, material);
      deposits.set(material.sha256, (deposits.get(material.sha256) ?? new Set()).add(org));
      return rows.get(material.sha256)!;
    },
    hasRow: async (sha256: string) => rows.has(sha256),
    isDepositedBy,
    remove: async (sha256: string) => {
      deposits.delete(sha256);
      return rows.delete(sha256);
    },
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
  };
};

const withPart = (parts: readonly UploadedPart[], part: UploadedPart): readonly UploadedPart[] =>
  [...parts.filter((one) => one.part !== part.part), part].sort((a, b) => a.part - b.part);
