import { pino, type Logger } from 'pino';
import { WrongSetting } from '@minglu/casework';
import { boundedLogHooks, roomFor } from '@minglu/http';
import { assertMayListen, listenFault } from './first-contact.js';
import type { ListenSettings } from './settings.js';

/** A service that is ready to listen. */
export interface OpenService {
  readonly app: {
    readonly listen: (options: { readonly host: string; readonly port: number }) => Promise<unknown>;
    readonly getUrl: () => Promise<string>;
  };
  /** Releases the resources of the service, the last one first. */
  readonly close: () => Promise<void>;
}

/** Everything that `runService` gives to a service when it opens it. */
export interface ServiceContext<Settings = ListenSettings> {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Settings;
  readonly log: Logger;
  /** Logs a failure; `where` names the part of the service. */
  readonly onError: (error: unknown, where: string) => void;
  /** Ends the process for a reason that only a restart can remove. */
  readonly giveUp: (why: string) => void;
}

/** Exit codes: 0 stopped, 2 a wrong setting, 70 the service gave up and should be restarted. */
const EXIT = { stopped: 0, settings: 2, gaveUp: 70 } as const;

/** Starts a service from the environment, reports its address, and stops it on SIGINT, SIGTERM or the end of its parent. */
export const runService = async <Settings extends ListenSettings>(
  name: string,
  read: (env: ServiceContext['env']) => Settings,
  open: (context: ServiceContext<Settings>) => Promise<OpenService>,
): Promise<void> => {
  const log = pino({ name, hooks: boundedLogHooks() });
  let service: OpenService | undefined;
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await service?.close();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(EXIT.stopped));
  process.on('disconnect', () => void stop(EXIT.stopped));
  try {
    const settings = read(process.env);
    log.level = settings.logLevel;
    await assertMayListen(settings);
    service = await open({
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
    await service.app.listen(roomFor(settings)).catch((error: unknown) => Promise.reject(listenFault(error, settings) as Error));
    log.info({ url: await service.app.getUrl() }, `${name} is up`);
    process.send?.({ up: await service.app.getUrl() });
  } catch (error) {
    const wrong = error instanceof WrongSetting;
    const { code, message } = error as NodeJS.ErrnoException;
    // The stack tells where an unforeseen error arose. One with a code is known, like a database that is away.
    const unforeseen = !wrong && code === undefined;
    log.fatal(unforeseen ? { err: error } : {}, wrong ? message : `${name} could not start: ${message || code}`);
    await service?.close();
    const end = (): never => process.exit(wrong ? EXIT.settings : EXIT.gaveUp);
    if (wrong && process.send) process.send({ wrong: error.message }, end);
    else end();
  }
};
