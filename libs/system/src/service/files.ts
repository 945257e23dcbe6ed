import type { Instant } from '@minglu/kernel';
import type { StoredMaterials } from '@minglu/casework';
import type { EventStore } from '@minglu/event-store';
import {
  materials,
  memoryStore,
  postgresRegister,
  type MaterialRights,
  type Materials,
  type MaterialStore,
  type Scanner,
} from '@minglu/materials';
import type { Pool } from 'pg';
import { eventsNaming } from './events-naming.js';
import { materialRights, nameableMaterials } from './material-rights.js';

/** Where the bytes of files live, and who looks for viruses in them. */
export interface FileParts {
  readonly store: MaterialStore;
  readonly scanner: Scanner | null;
  /** Of a file, in bytes. */
  readonly size?: number;
}
/** Nothing outlasts the process: for tests and scenarios. */
export const filesInMemory = (): FileParts => ({ store: memoryStore(), scanner: null });

/** The files of a system, with the rights to them. */
export interface Files {
  readonly materials: Materials;
  readonly rights: MaterialRights;
}

interface FilesOptions extends FileParts {
  /** With the rights of `minglu_materials`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readStream' | 'findEvents' | 'within'>;
  readonly now: () => Instant;
  readonly onError: (error: unknown, where: string) => void;
}

export const filesOf = ({ pool, log, now, onError, store, scanner, size }: FilesOptions): Files => {
  const naming = eventsNaming(pool);
  const kept = materials({
    store,
    register: postgresRegister(pool),
    scanner,
    // What an event of the log names is kept for good.
    isHeld: async (sha256) => (await naming(sha256)).length > 0,
    ...(size === undefined ? {} : { limits: { size } }),
    onError,
  });
  return { materials: kept, rights: materialRights({ log, eventsNaming: naming, isDepositedBy: kept.isDepositedBy, now }) };
};

/** The check of the files that commands name. `pool`: with the rights of casework. */
export const checkedMaterials = ({ pool, log, now }: Pick<FilesOptions, 'pool' | 'log' | 'now'>): StoredMaterials => {
  const { missing, isDepositedBy } = postgresRegister(pool);
  return nameableMaterials({ missing, isDepositedBy }, materialRights({ log, eventsNaming: eventsNaming(pool), isDepositedBy, now }));
};
