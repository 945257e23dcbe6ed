import type { Depositor, Material, UploadedPart } from './port.js';

/** An upload under way, as its row has it. */
export interface UploadRow {
  readonly id: string;
  readonly depositor: Depositor;
  readonly size: number;
  /** The time of its last part. */
  readonly touchedAt: Date;
  /** Set when its file was stored. */
  readonly sha256: string | null;
  readonly parts: readonly UploadedPart[];
}

/** Changes of the row of a digest while no other process stores or removes its bytes. */
export interface LockedDigest {
  /** Adds the file, unless it is there, and the depositor. Resolves to the row that is there then. */
  readonly record: (material: Material, depositor: Depositor) => Promise<Material>;
  readonly hasRow: (sha256: string) => Promise<boolean>;
  /** The same as that of the register, on the connection that has the lock: one that waits for another would keep both. */
  readonly isDepositedBy: (sha256: string, org: string) => Promise<boolean>;
  /** Whether there was a row. */
  readonly remove: (sha256: string) => Promise<boolean>;
  /**
   * Removes the row of a file that was withdrawn by an instant, unless it was deposited again or an event names it. True if its bytes are to
   * go: afterwards no event can name it, until it comes again.
   */
  readonly forget: (sha256: string, withdrawnBy: Date, at: Date) => Promise<boolean>;
  /** Notes that a withdrawn file stays, or that the bytes of a forgotten one have gone. */
  readonly settle: (sha256: string) => Promise<void>;
}

/** The rows about stored files and uploads under way. A row is written after its bytes are durable, and removed before they are. */
export interface MaterialRegister {
  readonly find: (sha256: string) => Promise<Material | null>;
  readonly isDepositedBy: (sha256: string, org: string) => Promise<boolean>;
  readonly missing: (digests: readonly string[]) => Promise<readonly string[]>;
  /** In the order of digests, after the given one. */
  readonly after: (sha256: string, limit: number) => Promise<readonly Material[]>;
  /** Runs `work` alone on this digest, in all processes. If the lock is lost meanwhile, later changes fail. */
  readonly alone: <T>(sha256: string, work: (locked: LockedDigest) => Promise<T>) => Promise<T>;

  readonly begin: (upload: Pick<UploadRow, 'id' | 'depositor' | 'size' | 'touchedAt'>) => Promise<void>;
  readonly upload: (id: string) => Promise<UploadRow | null>;
  /** The number of uploads of an organisation that are not complete. */
  readonly underWay: (org: string) => Promise<number>;
  /** False if the upload is over. */
  readonly recordPart: (id: string, part: UploadedPart, at: Date) => Promise<boolean>;
  /** Keeps the row, so that a repeated completion is answered the same. */
  readonly finish: (id: string, sha256: string) => Promise<void>;
  readonly endUpload: (id: string) => Promise<void>;
  /** The ids of uploads without a part since this instant. */
  readonly idleSince: (instant: Date) => Promise<readonly string[]>;

  /** Drops the deposits with tickets that are older than an instant. Files without any other deposit are withdrawn at `at`. */
  readonly dropTickets: (olderThan: Date, at: Date) => Promise<number>;
  /** The files that were withdrawn by an instant and are not settled: neither kept nor gone with their bytes. In order, after a digest. */
  readonly withdrawnBy: (instant: Date, after: string, limit: number) => Promise<readonly string[]>;
}
