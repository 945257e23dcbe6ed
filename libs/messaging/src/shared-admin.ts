import type { Admin, Kafka } from 'kafkajs';
import { atMost } from './kafka-client.js';

interface Shared {
  readonly connected: Promise<Admin>;
  /** The questions that run. */
  readonly uses: Set<Promise<unknown>>;
}

/**
 * Shares an admin client, which connects at its first use. After a failure the next use gets a new one. It is disconnected only after the
 * last use: kafkajs connects a disconnected client again for a question. Nothing would close that connection.
 */
export const sharedAdmin = (kafka: Pick<Kafka, 'admin'>) => {
  let current: Shared | undefined;
  const open = async (): Promise<Admin> => {
    const admin = kafka.admin({ retry: { retries: 0 } });
    await admin.connect();
    return admin;
  };
  const end = async ({ connected, uses }: Shared): Promise<void> => {
    await Promise.allSettled(uses);
    await connected.then((admin) => admin.disconnect()).catch(() => undefined);
  };
  return {
    use: async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
      const own = (current ??= { connected: open(), uses: new Set() });
      const result = own.connected.then(work);
      own.uses.add(result);
      try {
        return await result;
      } catch (error) {
        // The next use must not get a broken connection.
        if (current === own) {
          current = undefined;
          void end(own);
        }
        throw error;
      } finally {
        own.uses.delete(result);
      }
    },
    /** Waits at most 2 seconds: a broker may be silent. */
    close: async (): Promise<void> => {
      const old = current;
      current = undefined;
      if (old) await atMost(2_000, end(old));
    },
  };
};
