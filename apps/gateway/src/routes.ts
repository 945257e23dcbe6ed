import { routesOf, type AnyAct } from '@minglu/kernel';

/** Base URLs of the services behind the gateway. */
export interface Upstreams {
  readonly casework: string;
  readonly query: string;
  readonly audit: string;
  readonly materials: string;
}

/**
 * The service that answers a request: casework for commands, query for the current state, audit for the past.
 * A request is about the past if it asks for events, the log or the feed, or names an instant. Null: not routed.
 */
export const router = (acts: readonly AnyAct[]) => {
  const commands = patternOf(acts);
  return (method: string, url: string, { casework, query, audit, materials }: Upstreams): string | null => {
    // Not parsed as a URL: `//host/path` would name another host, with a path of its own.
    const [pathname = '', search = ''] = url.split('?', 2);
    const searchParams = new URLSearchParams(search);
    const file = FILES.find(([pattern]) => pattern.test(pathname));
    if (file) return file[1].includes(method) ? materials : null;
    if (method === 'PUT') return null;
    if (method === 'DELETE') return /^\/calendar-feeds\/[^/]+$/.test(pathname) ? query : null;
    if (pathname === '/commands' || /^\/receipts\/[^/]+$/.test(pathname)) return casework;
    if (IMPORTS.test(pathname) || DISCLOSURES.test(pathname)) return method === 'POST' ? casework : null;
    if (method === 'POST') return pathname === '/calendar-feeds' ? query : commands.test(pathname) ? casework : null;
    if (
      pathname === '/log' ||
      /^\/events\/[^/]+$/.test(pathname) ||
      pathname === '/feed' ||
      /^\/public-records\/(?:keys|watermarks)$/.test(pathname) ||
      /^\/dossiers\/[^/]+\/(?:events|replay|steps|difference|access-lines|figures(?:\/[^/]+)?|tainted-decisions|investigation-timeline)$/.test(
        pathname,
      ) ||
      pathname === '/access-lines' ||
      FIGURES.test(pathname) ||
      REFERENCE.test(pathname) ||
      PROOFS.test(pathname)
    )
      return audit;
    if (QUESTIONS.test(pathname)) return query;
    if (
      pathname === '/dossiers' ||
      /^\/dossiers\/[^/]+\/(?:actions|consistency-findings)$/.test(pathname) ||
      /^\/campaigns\/[^/]+\/not-filed$/.test(pathname)
    )
      return query;
    if (/^\/(dossiers|deadlines)\/[^/]+$/.test(pathname)) return searchParams.has('at') || searchParams.has('knownAt') ? audit : query;
    return null;
  };
};

/** The route of a path for figures: every second part is an id, such as `/dossiers/*`. Only for a path that is routed. */
export const routeOf = (url: string): string =>
  url
    .split('?', 1)[0]!
    .split('/')
    .map((part, index) => (index > 0 && index % 2 === 0 ? '*' : part))
    .join('/');

/** Questions over all dossiers, changes and calendar feeds. */
const QUESTIONS =
  /^\/(?:provisions(?:\/[^/]+\/[^/]+)?|calendar-feeds(?:\/[^/]+)?|calendar\/[^/]+|changes|consistency-findings|tasks|persons(?:\/[^/]+)?|publicities|statistics|titles(?:\/[^/]+(?:\/valid-on)?)?|evaluations\/[^/]+|campaigns\/[^/]+\/overview|tables(?:\/[^/]+\/(?:template\.xlsx|export\.(?:xlsx|csv)))?)$/;

/** Files, with the methods of each path. */
const FILES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/materials$/, ['POST']],
  [/^\/materials\/[^/]+(?:\/metadata)?$/, ['GET', 'HEAD']],
  [/^\/material-uploads$/, ['POST']],
  [/^\/material-uploads\/[^/]+$/, ['GET', 'HEAD', 'DELETE']],
  [/^\/material-uploads\/[^/]+\/parts\/[^/]+$/, ['PUT']],
  [/^\/material-uploads\/[^/]+\/completion$/, ['POST']],
];

/** The transparency log: its checkpoints and proofs, and those of the public tree. */
const PROOFS = /^\/(?:(?:public-log\/)?(?:checkpoint(?:\/[^/]+)?|proof\/(?:inclusion|consistency))|proof\/case\/[^/]+|public-log\/keys)$/;

/** Reference data, which the log holds with its history. */
const REFERENCE = /^\/(?:work-calendars|campaigns|policies|indicator-systems(?:\/[^/]+)?|divisions|parks)$/;

/** Only casework can open sealed texts and identities. */
const DISCLOSURES = /^\/(?:events\/[^/]+\/disclosures|unmaskings\/[^/]+\/readings)$/;
/** Tables come in as commands. Tables of figures and targets go out of the log. */
const IMPORTS = /^\/tables\/[^/]+\/imports$/;
const FIGURES = /^\/tables\/(?:[a-z-]+-figures|target-breakdown|enhancement-plan)\/(?:template\.xlsx|export\.(?:xlsx|csv))$/;

/** The paths of all routes of acts. Their fixed parts are letters and hyphens. */
const patternOf = (acts: readonly AnyAct[]): RegExp =>
  new RegExp(
    `^(?:${routesOf(acts)
      .map(({ path }) => path.replaceAll(/\{\w+\}/g, '[^/]+'))
      .join('|')})$`,
  );
