import type { Instant } from '@minglu/kernel';
import type { StoredMaterials } from '@minglu/casework';
import { workLoop, type EventStore } from '@minglu/event-store';
import type { HealthProbe, MetricSource } from '@minglu/http';
import {
  expireTickets,
  expireUploads,
  LIMITS,
  materials,
  memoryStore,
  postgresRegister,
  type MaterialRights,
  type Materials,
  type MaterialStore,
  type Scanner,
} from '@minglu/materials';
import type { Pool } from 'pg';
import { eventsNaming, namedInLog } from './events-naming.js';
import { openMaterialStore, openScanner, type MaterialSettings } from './material-settings.js';
import { materialRights, nameableMaterials } from './material-rights.js';

/** Where the bytes of files live, and who looks for viruses in them. */
export interface FileParts {
  readonly store: MaterialStore & { readonly close?: () => void };
  readonly scanner: Scanner | null;
  /** Of a file, in bytes. */
  readonly size?: number;
  /** How long the ticket of an upload lasts. */
  readonly ticketMs?: number;
}
/** Nothing outlasts the process: for tests and scenarios. */
export const filesInMemory = (): FileParts => ({ store: memoryStore(), scanner: null });

/** The store and the scanner of these settings. */
export const filesFrom = async (settings: MaterialSettings): Promise<FileParts> => ({
  store: await openMaterialStore(settings),
  scanner: openScanner(settings),
  size: settings.size,
  ticketMs: settings.ticketMs,
});

/** The files of a system, with the rights to them. */
export interface Files {
  readonly materials: Materials;
  readonly rights: MaterialRights;
  /** Begins to end, once an hour, the uploads and the tickets whose time is over. */
  readonly start: () => void;
  /** Stops that, and closes the store. */
  readonly stop: () => Promise<void>;
}

interface FilesOptions extends FileParts {
  /** With the rights of `minglu_materials`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readStream' | 'findEvents' | 'within'>;
  readonly now: () => Instant;
  readonly onError: (error: unknown, where: string) => void;
}

const HOUR_MS = 3_600_000;

export const filesOf = ({
  pool,
  log,
  now,
  onError,
  store,
  scanner,
  size = LIMITS.size,
  ticketMs = LIMITS.ticketMs,
}: FilesOptions): Files => {
  const naming = eventsNaming(pool);
  const register = postgresRegister(pool);
  const isHeld = namedInLog(pool);
  const kept = materials({
    store,
    register,
    scanner,
    isHeld,
    limits: { size, ticketMs },
    onError,
  });
  const expiry = workLoop({
    work: async () => {
      await expireUploads({ store, register });
      await expireTickets({ store, register, isHeld }, ticketMs);
    },
    pollMs: HOUR_MS,
    onError: (error) => onError(error, 'the uploads and tickets whose time is over'),
  });
  return {
    materials: kept,
    rights: materialRights({ log, eventsNaming: naming, isDepositedBy: kept.isDepositedBy, now }),
    start: expiry.start,
    stop: async () => {
      await expiry.stop();
      store.close?.();
    },
  };
};

/** The check of the files that commands name. `pool`: with the rights of casework. */
export const checkedMaterials = ({ pool, log, now }: Pick<FilesOptions, 'pool' | 'log' | 'now'>): StoredMaterials => {
  const { missing, isDepositedBy } = postgresRegister(pool);
  return nameableMaterials({ missing, isDepositedBy }, materialRights({ log, eventsNaming: eventsNaming(pool), isDepositedBy, now }));
};

/** Health of the store, which takes a draft and throws it away, and of the scanner, if there is one. */
export const fileProbes = ({ store, scanner }: FileParts): readonly HealthProbe[] => [
  {
    name: 'store',
    check: async () => {
      const draft = await store.newDraft();
      await draft.write(Buffer.from('probe')).finally(draft.discard);
      // A bucket is asked too.
      await store.has('0'.repeat(64));
      return { up: true, details: { kind: store.kind } };
    },
  },
  ...(scanner ? [{ name: 'scanner', check: () => scanner.check().then(() => ({ up: true, details: {} })) }] : []),
];

/** How many files there are, and how many bytes they have. */
export const fileMetrics = (pool: Pool): MetricSource => ({
  name: 'materials',
  read: async () => {
    const { rows } = await pool.query<{ files: string; bytes: string }>(
      'SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM materials.stored',
    );
    return [
      { name: 'minglu_materials_files', help: 'stored files', value: Number(rows[0]!.files) },
      { name: 'minglu_materials_bytes', help: 'bytes of the stored files', value: Number(rows[0]!.bytes) },
    ];
  },
});
