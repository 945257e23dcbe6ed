import { tokens, bookmarks, createHttpApp, serviceModule, type ServiceOptions } from '@minglu/http';
import { ROLES } from '@minglu/regulation';
import type { Cleanup } from './cleanup.js';
import type { OpenService } from './run-service.js';
import type { ServiceSettings } from './settings.js';

/** Builds the HTTP application of a service. It is closed before the resources that are already in `cleanup`. */
export const serve = async (
  { keys, logLevel }: ServiceSettings,
  cleanup: Cleanup,
  options: Omit<ServiceOptions, 'tokens' | 'bookmarks' | 'logLevel' | 'outside'>,
): Promise<OpenService> => {
  const app = await createHttpApp(
    serviceModule({ tokens: tokens(keys.tokens, ROLES), bookmarks: bookmarks(keys.bookmarks), logLevel, outside: false, ...options }),
    { docs: false },
  );
  cleanup.add(() => app.close());
  return { app, close: cleanup.run };
};
