import { tokens, bookmarks, createHttpApp, serviceModule, type ServiceOptions } from '@minglu/http';
import { ROLES } from '@minglu/regulation';
import type { closing, Opened } from './running.js';
import type { ServiceSettings } from './settings.js';

/** The HTTP side of a service, closed before all that was opened for it. */
export const serving = async (
  { keys, logLevel }: ServiceSettings,
  end: ReturnType<typeof closing>,
  own: Omit<ServiceOptions, 'tokens' | 'bookmarks' | 'logLevel' | 'outside'>,
): Promise<Opened> => {
  const app = await createHttpApp(
    serviceModule({ tokens: tokens(keys.tokens, ROLES), bookmarks: bookmarks(keys.bookmarks), logLevel, outside: false, ...own }),
    { docs: false },
  );
  end.add(() => app.close());
  return { app, close: end.close };
};
