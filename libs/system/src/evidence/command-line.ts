import { randomUUID } from 'node:crypto';
import { readAccess } from '@minglu/access';
import type { StreamedArchive } from '@minglu/audit';
import { wallClock, type Keys } from '@minglu/casework';
import { lineOf } from '@minglu/http';
import type { Refusal } from '@minglu/kernel';
import { historyQueries } from '@minglu/projections/adapters';
import { MINISTRY } from '@minglu/regulation';
import { commandHandlerOf } from '../command-handler.js';
import { registry } from '../registry.js';
import { cleanup } from '../service/cleanup.js';
import { logAs, poolAs } from '../service/connections.js';
import { proveKeys } from '../service/key-checks.js';
import { openMaterialStore, type MaterialSettings } from '../service/material-settings.js';
import { logKeys, openSequencer } from '../service/transparency.js';
import { evidencePackages } from './evidence-packages.js';

/** An export on the command line, by a person as an auditor. */
export interface CommandLineExport {
  readonly person: string;
  /** A new order of a case, title or investigation; or an earlier order of this person, whose package is made again. */
  readonly of: { readonly subject: string; readonly reasons: string } | { readonly exportId: string };
}

interface Installation {
  /** As owner of the schemas. */
  readonly databaseUrl: string;
  readonly keys: Keys;
  readonly materials: MaterialSettings;
}

type Exported =
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** This person has ordered no package of this id. */
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'exported'; readonly exportId: string };

/**
 * Orders an evidence package and hands it over. The order and the line of its reading are on record before the first byte.
 *
 * @param write takes the package; it resolves once that is durable
 */
export const exportOnCommandLine = async (
  { databaseUrl, keys, materials }: Installation,
  { person, of }: CommandLineExport,
  write: (archive: StreamedArchive & { readonly exportId: string }) => Promise<void>,
): Promise<Exported> => {
  await proveKeys(databaseUrl, keys);
  const resources = cleanup();
  const faults: unknown[] = [];
  const onError = (error: unknown): void => void faults.push(error);
  const actor = { role: 'auditor', org: MINISTRY, person };
  try {
    const log = logAs(databaseUrl, 'minglu_audit', 4, onError);
    resources.add(() => log.close());
    const pool = poolAs(databaseUrl, 'minglu_audit', 4, onError);
    resources.add(() => pool.end());
    const lines = readAccess(pool);
    resources.add(lines.close);
    const store = await openMaterialStore(materials);
    resources.add(async () => store.close?.());
    let exportId: string;
    if ('exportId' in of) ({ exportId } = of);
    else {
      const casework = logAs(databaseUrl, 'minglu_casework', 1, onError);
      resources.add(() => casework.close());
      const commandId = `cli/evidence/${randomUUID()}`;
      const order = {
        commandId,
        type: 'ExportEvidence',
        actor,
        at: wallClock.now(),
        data: { ...of, exportId: `evidence-${randomUUID()}` },
      };
      const answer = await commandHandlerOf(casework, keys).execute(order);
      if (answer.outcome === 'refused') return { outcome: 'refused', refusal: answer.refusal };
      ({ exportId } = order.data);
    }
    // Where services run, one of them holds the lease and signs the checkpoint. Otherwise it is done here.
    const trees = openSequencer(pool, log, keys, onError);
    await trees.catchUp().catch(() => undefined);
    await trees.stop();
    await lines.record(lineOf({ act: 'export', subject: exportId, question: '', ground: null }, actor, 'cli'));
    const model = historyQueries(log, registry, wallClock.now);
    const packages = evidencePackages({ pool, log, store, model, vkeys: (logId) => logKeys(logId, keys) });
    const found = await packages.open(exportId, actor, new AbortController().signal);
    if (!found) return { outcome: 'unknown' };
    await write({ ...found, exportId });
    return { outcome: 'exported', exportId };
  } finally {
    await resources.run();
  }
};
