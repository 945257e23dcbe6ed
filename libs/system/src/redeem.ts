import { ED25519, Malformed, NotSigned, openNote, openPromise, verifierOf, vkeyOf } from '@minglu/audit';
import { originOfLog, promiseName, redeemPromise, type Redeemed } from '@minglu/audit/adapters';
import type { Keys } from '@minglu/casework';
import { postgresStore } from '@minglu/event-store';
import { publicKeyOf } from '@minglu/http';
import { CALENDAR_STREAM } from './command-handler.js';
import { asOwner } from './service/connections.js';

/** The outcome of a promise. `forged`: it was not made with the keys of this installation for this log. */
export interface PromiseVerdict {
  readonly outcome: Redeemed | 'forged';
  /** Of the promised event; null for a forged promise. */
  readonly position: number | null;
}

/** Redeems a promise against the log, as the owner of the schemas. */
export const redeem = (databaseUrl: string, keys: Pick<Keys, 'promises' | 'promiseSeal'>, note: string): Promise<PromiseVerdict> =>
  asOwner(
    databaseUrl,
    async (pool) => {
      const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 1 });
      try {
        const { logId } = await log.look(0);
        const verifier = verifierOf(vkeyOf(promiseName(logId), ED25519, publicKeyOf(keys.promises)));
        const promised = openPromise(openNote(note, [verifier]).text, Buffer.from(keys.promiseSeal));
        if (promised.origin !== originOfLog(logId)) return { outcome: 'forged', position: null };
        const outcome = await redeemPromise({ pool, log, calendarStream: CALENDAR_STREAM }, promised);
        return { outcome, position: Number(promised.position) };
      } catch (error) {
        if (error instanceof Malformed || error instanceof NotSigned) return { outcome: 'forged', position: null };
        throw error;
      } finally {
        await log.close();
      }
    },
    2,
  );
