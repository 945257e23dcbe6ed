import type { Admin, Kafka } from 'kafkajs';
import { sharedAdmin } from './shared-admin.js';

/** A client that counts its connections, as kafkajs opens them: at `connect`, and at a question after `disconnect`. */
const counted = () => {
  let [open, made] = [0, 0];
  const admin = () => {
    let isOpen = false;
    const opened = () => {
      if (!isOpen) open += 1;
      isOpen = true;
    };
    made += 1;
    return {
      connect: async () => opened(),
      disconnect: async () => {
        if (isOpen) open -= 1;
        isOpen = false;
      },
      listTopics: async () => {
        opened();
        return [];
      },
    } as unknown as Admin;
  };
  return { kafka: { admin } as Pick<Kafka, 'admin'>, open: () => open, made: () => made };
};

describe('a shared admin client', () => {
  it('is connected once, and disconnected only after the questions that run', async () => {
    const { kafka, open, made } = counted();
    const { use, close } = sharedAdmin(kafka);
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const slow = use(async (admin) => {
      await held;
      return admin.listTopics();
    });
    await use((admin) => admin.listTopics());
    const closed = close();
    goOn();
    await Promise.all([slow, closed]);
    expect([open(), made()]).toEqual([0, 1]);
  });

  it('is replaced after a failure, and leaves no connection', async () => {
    const { kafka, open, made } = counted();
    const { use, close } = sharedAdmin(kafka);
    await expect(use(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    await use((admin) => admin.listTopics());
    await close();
    expect([open(), made()]).toEqual([0, 2]);
  });
});
