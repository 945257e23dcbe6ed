import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino, type Logger } from 'pino';
import { WrongSetting, type ServiceSettings } from './settings.js';

/** A service that has been opened, and how it is closed: what was opened last first. */
export interface Opened {
  readonly app: NestFastifyApplication;
  readonly close: () => Promise<void>;
}

/** Collects what has to be closed again. */
export const closing = () => {
  const steps: (() => Promise<unknown>)[] = [];
  return {
    add: (step: () => Promise<unknown>): void => void steps.push(step),
    close: async (): Promise<void> => {
      for (const step of steps.reverse()) await step().catch(() => undefined);
    },
  };
};

export interface ServiceContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: ServiceSettings;
  readonly log: Logger;
  readonly onError: (error: unknown, where: string) => void;
  /** Ends the process for a reason that only a new start can mend. */
  readonly giveUp: (why: string) => void;
}

/** Exit codes of a service: 0 stopped, 2 its settings are wrong, 70 it gave up and wants to be started again. */
const EXIT = { stopped: 0, settings: 2, gaveUp: 70 } as const;

/** Starts a service from the environment, says where it listens, and ends it gracefully on a signal. */
export const runService = async (
  name: string,
  read: (env: ServiceContext['env']) => ServiceSettings,
  open: (context: ServiceContext) => Promise<Opened>,
): Promise<void> => {
  const log = pino({ name, level: process.env['LOG_LEVEL'] || 'info' });
  let opened: Opened | undefined;
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await opened?.close();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(EXIT.stopped));
  process.on('disconnect', () => void stop(EXIT.stopped));
  try {
    const settings = read(process.env);
    opened = await open({
      env: process.env,
      settings,
      log,
      onError: (error, where) => log.error({ where, err: error instanceof Error ? error : String(error) }, `${where} failed`),
      giveUp: (why) => {
        log.fatal(why);
        void stop(EXIT.gaveUp);
      },
    });
    if (stopping) return;
    await opened.app.listen({ host: settings.host, port: settings.port });
    log.info({ url: await opened.app.getUrl() }, `${name} is up`);
    process.send?.({ up: await opened.app.getUrl() });
  } catch (error) {
    const wrong = error instanceof WrongSetting;
    log.fatal({ err: wrong ? undefined : error }, wrong ? error.message : `${name} could not start`);
    await opened?.close();
    process.exit(wrong ? EXIT.settings : EXIT.gaveUp);
  }
};
