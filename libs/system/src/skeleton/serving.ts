import { accessTokens, consistencyTokens, createHttpApp, serviceModule, type ServiceOptions } from '@minglu/http';
import { ROLES } from '@minglu/regulation';
import type { closing, Opened } from './running.js';
import type { ServiceSettings } from './settings.js';

/** The HTTP side of a service, closed before all that was opened for it. */
export const serving = async (
  { keys, logLevel }: ServiceSettings,
  end: ReturnType<typeof closing>,
  own: Omit<ServiceOptions, 'accessTokens' | 'consistencyTokens' | 'logLevel' | 'exposed'>,
): Promise<Opened> => {
  const app = await createHttpApp(
    serviceModule({
      accessTokens: accessTokens(keys.accessTokens, ROLES),
      consistencyTokens: consistencyTokens(keys.consistencyTokens),
      logLevel,
      exposed: false,
      ...own,
    }),
    { docs: false },
  );
  end.add(() => app.close());
  return { app, close: end.close };
};
