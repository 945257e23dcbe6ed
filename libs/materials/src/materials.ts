import { findings } from './findings.js';
import { inspect } from './inspection/inspect.js';
import { KINDS } from './inspection/kinds.js';
import { isPlainName } from './names/safe-name.js';
import type { Draft, FileFinding, HeldDigests, Material, Materials, MaterialStore, Received, Receiving } from './port.js';
import { pour } from './receive.js';
import type { MaterialRegister } from './register.js';
import type { Scanner } from './scanner.js';
import { uploads, type UploadLimits } from './uploads.js';

export interface MaterialParts {
  readonly store: MaterialStore;
  readonly register: MaterialRegister;
  /** Null: none is configured, and each file says so. */
  readonly scanner: Scanner | null;
  readonly isHeld: HeldDigests;
  readonly limits?: Partial<MaterialLimits>;
  readonly now?: () => Date;
  /** Learns why a scanner or a store could not be used. */
  readonly onError?: (error: unknown, during: string) => void;
}

export interface MaterialLimits extends UploadLimits {
  /** Of a file, in bytes. */
  readonly size: number;
  /** How long a ticket lasts. */
  readonly ticketMs: number;
}

const MEBIBYTE = 1024 * 1024;
/** A setting may allow files of this size, in bytes, and no larger ones. */
export const MOST_SIZE = 16 * 1024 * MEBIBYTE;
/** By default. A part has from 1 to 16 MiB. */
export const LIMITS: MaterialLimits = {
  size: 2 * 1024 * MEBIBYTE,
  smallestPart: MEBIBYTE,
  largestPart: 16 * MEBIBYTE,
  patienceMs: 24 * 60 * 60 * 1000,
  underWay: 50,
  ticketMs: 7 * 24 * 60 * 60 * 1000,
};

/** The files of the system: a store of bytes with the rows about them. */
export const materials = (parts: MaterialParts): Materials => {
  const { store, register, isHeld } = parts;
  const limits = { ...LIMITS, ...parts.limits };
  const now = parts.now ?? (() => new Date());
  const receive = receiver({ onError: () => undefined, ...parts, now, limits });
  return {
    receive,
    ticketEnd: () => new Date(now().getTime() + limits.ticketMs),
    find: register.find,
    isDepositedBy: register.isDepositedBy,
    missing: register.missing,
    open: store.open,
    remove: (sha256) =>
      register.alone(sha256, async (locked) => {
        if (await isHeld(sha256)) return 'held';
        // The row goes first: bytes that a row names are never removed.
        if (!(await locked.remove(sha256))) return 'not-stored';
        await store.remove(sha256);
        return 'removed';
      }),
    uploads: uploads({ store, register, receive, limits, now }),
  };
};

type Configured = Required<MaterialParts> & { readonly limits: MaterialLimits };

const receiver = (parts: Configured): Materials['receive'] => {
  const { store, register, limits, now, onError } = parts;
  return async (source, receiving) => {
    if (!isPlainName(receiving.name)) return refused(findings.unsafeName());
    let draft: Draft | undefined;
    try {
      draft = await store.newDraft();
      const poured = await pour(source, draft, limits.size);
      if ('severity' in poured) return refused(poured);
      if (receiving.sha256 !== undefined && receiving.sha256 !== poured.sha256) return refused(findings.otherDigest());
      const checked = await check(draft, receiving, parts);
      if ('outcome' in checked) return checked;
      const { mediaType, notices } = checked;
      const material: Material = { ...poured, mediaType, findings: notices, storedAt: now() };
      const kept = draft;
      return await register.alone(poured.sha256, async (locked) => {
        const repeated = await locked.isDepositedBy(poured.sha256, receiving.depositor.org);
        await store.keep(kept, poured.sha256);
        return { outcome: 'stored' as const, material: await locked.record(material, receiving.depositor), repeated };
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
      onError(error, 'receiving a file');
      return { outcome: 'unavailable', findings: [findings.noSpace()] };
    } finally {
      await draft?.discard();
    }
  };
};

const refused = (...found: readonly FileFinding[]): Received => ({ outcome: 'refused', findings: found });

/** Inspects and scans a draft. The scanner sees only files that pass the inspection. */
const check = async (
  draft: Draft,
  { name }: Receiving,
  { store, scanner, onError }: Configured,
): Promise<Exclude<Received, { outcome: 'stored' }> | { readonly mediaType: string; readonly notices: readonly FileFinding[] }> => {
  const inspection = await inspect(draft, name, { newDraft: store.newDraft });
  if ('finding' in inspection) return { outcome: 'refused', findings: [inspection.finding] };
  const { mediaType } = KINDS[inspection.kind];
  if (!scanner) return { mediaType, notices: [findings.notScanned()] };
  const scanned = await scanner
    .scan(() => draft.open())
    .catch((error: unknown) => {
      onError(error, 'scanning a file for viruses');
      return null;
    });
  if (!scanned) return { outcome: 'unavailable', findings: [findings.cannotScan()] };
  if (scanned.verdict === 'clean') return { mediaType, notices: [] };
  return {
    outcome: 'refused',
    findings: [scanned.verdict === 'infected' ? findings.infected(scanned.name) : findings.tooLargeToScan()],
  };
};
