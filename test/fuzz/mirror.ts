import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The ids of a request are random. Every second request names the things of the sample instead, so that it reaches their rules. */
const SAMPLE: Readonly<Record<string, readonly string[]>> = {
  dossiers: ['sample-tianjin', 'sample-dongguan', 'sample-park-case'],
  titles: ['sample-title'],
  'public-notices': ['sample-notice'],
  deadlines: ['sample-tianjin', 'sample-notice', 'sample-title'],
  campaigns: ['city-creation-2023'],
};

/** Every answer that passed a mirror. */
interface Passed {
  readonly requests: number;
  /** Each answer of a status of 500 and more, with its request. */
  readonly faults: readonly string[];
  /** How many answers had which status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many requests each role sent. */
  readonly byRole: Readonly<Record<string, number>>;
  /** The ids of the events that the answers say were recorded. */
  readonly recorded: ReadonlySet<string>;
}

/** A caller: his role, and his header `Authorization`; null for none. */
interface Caller {
  readonly role: string;
  readonly authorization: string | null;
}

/** The description of the API, as far as it says who may call a route. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-roles'?: readonly string[] }>>>>;
}

/** A proxy before a service. It names a caller in each request, and keeps count of the answers. */
export interface Mirror {
  readonly url: string;
  readonly passed: Passed;
  readonly close: () => Promise<void>;
}

/**
 * The callers take turns. In every second turn the caller is one who may call the route, so that many requests come behind the check of the role.
 * @param target base URL of the service
 */
export const mirrorOf = async (target: string, callers: readonly Caller[], { paths }: Description): Promise<Mirror> => {
  const { hostname, port } = new URL(target);
  const passed = {
    requests: 0,
    faults: [] as string[],
    statuses: {} as Record<string, number>,
    byRole: {} as Record<string, number>,
    recorded: new Set<string>(),
  };

  const routes = Object.entries(paths).map(([path, methods]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    methods,
  }));
  const allowed = (method: string, url: string): readonly Caller[] => {
    const [path = ''] = url.split('?', 1);
    const route = routes.find(({ pattern }) => pattern.test(path));
    const roles = route?.methods[method.toLowerCase()]?.['x-roles'] ?? [];
    const some = callers.filter(({ role }) => roles.includes(role));
    return some.length > 0 ? some : callers;
  };

  const note = (incoming: IncomingMessage, url: string, sent: Buffer, status: number, answer: string): void => {
    passed.statuses[status] = (passed.statuses[status] ?? 0) + 1;
    if (status >= 500) passed.faults.push(`${incoming.method} ${url} ${sent.toString().slice(0, 500)} → ${status} ${answer.slice(0, 500)}`);
    if (status !== 201) return;
    // A calendar feed is made without an event.
    const { events = [] } = JSON.parse(answer) as { readonly events?: readonly { readonly eventId: string }[] };
    for (const { eventId } of events) passed.recorded.add(eventId);
  };
  const server = createServer((incoming, outgoing) => {
    passed.requests += 1;
    const count = passed.requests;
    const some = count % 2 === 0 ? callers : allowed(incoming.method!, incoming.url!);
    const { role, authorization } = some[Math.floor(count / 2) % some.length]!;
    passed.byRole[role] = (passed.byRole[role] ?? 0) + 1;
    const url = count % 4 < 2 ? withSample(incoming.url!, count) : incoming.url!;
    const { host: _, ...headers } = incoming.headers;
    const pass = async (): Promise<void> => {
      const sent = await buffer(incoming);
      const asRole = authorization === null ? {} : { authorization };
      const outbound = forward(
        { hostname, port, path: url, method: incoming.method, headers: { ...headers, ...asRole, host: `${hostname}:${port}` } },
        (answer) => {
          // As bytes: a text would lose the byte order mark of a CSV file.
          void buffer(answer).then((body) => {
            note(incoming, url, sent, answer.statusCode!, body.toString());
            const { 'transfer-encoding': __, connection: ___, ...kept } = answer.headers;
            outgoing.writeHead(answer.statusCode!, kept).end(body);
          });
        },
      );
      outbound.on('error', (error) => {
        passed.faults.push(`${incoming.method} ${url}: ${error.message}`);
        outgoing.destroy();
      });
      outbound.end(sent);
    };
    void pass();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const withSample = (url: string, turn: number): string => {
  const [, collection = '', , ...rest] = url.split('?', 1)[0]!.split('/');
  const ids = SAMPLE[collection];
  if (!ids || url.split('/').length < 3) return url;
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return `/${[collection, ids[turn % ids.length]!, ...rest].join('/')}${query}`;
};
