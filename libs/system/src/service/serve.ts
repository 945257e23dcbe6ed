import { accessTokens, consistencyTokens, createHttpApp, serviceModule, type ServiceOptions } from '@minglu/http';
import { ROLES } from '@minglu/regulation';
import type { Cleanup } from './cleanup.js';
import type { OpenService } from './run-service.js';
import type { ServiceSettings } from './settings.js';

/** Builds the HTTP application of a service. It is closed before the resources that are already in `cleanup`. */
export const serve = async (
  { keys, logLevel }: ServiceSettings,
  cleanup: Cleanup,
  options: Omit<ServiceOptions, 'accessTokens' | 'consistencyTokens' | 'logLevel' | 'exposed'>,
): Promise<OpenService> => {
  const app = await createHttpApp(
    serviceModule({
      accessTokens: accessTokens(keys.accessTokens, ROLES),
      consistencyTokens: consistencyTokens(keys.consistencyTokens),
      logLevel,
      exposed: false,
      ...options,
    }),
    { docs: false },
  );
  cleanup.add(() => app.close());
  return { app, close: cleanup.run };
};
