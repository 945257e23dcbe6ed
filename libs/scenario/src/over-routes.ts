import { randomUUID } from 'node:crypto';
import { accessTokenIssuer } from '@minglu/http';
import { routesOf, type Refusal } from '@minglu/kernel';
import { acts, anyIds, wholeService } from '@minglu/system';
import type { ScenarioCommand } from './port.js';
import type { Entrance } from './real-system.js';

/**
 * Commands over HTTP, as officers and the public give them: on the route of the act, with a token of the role and person. A payload that
 * does not name the ids of a route goes to `/commands`.
 * @param onRequest called with the path of each request, the fields of the route in braces
 */
export const overRoutes =
  (onRequest: (path: string) => void = () => undefined): Entrance =>
  async (system, clock, keys) => {
    const app = await wholeService({ system, work: NO_WORK, clock, keys, logLevel: 'silent', docs: false, mayChooseId: anyIds });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const [url, tokens] = [await app.getUrl(), accessTokenIssuer(keys.accessTokens)];
    return {
      execute: async (command) => {
        const { route, path, body } = requestOf(command);
        onRequest(route);
        const response = await fetch(new URL(path, url), {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
            authorization: `Bearer ${await tokens.issue(command.by)}`,
          },
          body: JSON.stringify(body),
        });
        const answer: unknown = await response.json();
        if (response.status >= 500) throw new Error(`${command.type} was answered ${response.status}: ${JSON.stringify(answer)}`);
        return response.status === 201
          ? { accepted: true, warnings: (answer as { readonly warnings: readonly { readonly code: string }[] }).warnings }
          : { accepted: false, refusal: answer as Refusal };
      },
      stop: () => app.close(),
    };
  };

/** The runner itself moves the clock and brings the read model up to date. */
const NO_WORK = {
  wake: () => undefined,
  waitForReadModel: async () => undefined,
  lag: async () => ({ head: 0, readModel: 0 }),
  isProgressing: () => true,
  stop: async () => undefined,
};

const ROUTES = routesOf(acts);

/** The route of the act whose ids the payload names. */
const requestOf = ({ type, data }: ScenarioCommand) => {
  const found = ROUTES.find(({ act, fields }) => act.command === type && fields.every((field) => isId(data[field])));
  if (!found) return { route: '/commands', path: '/commands', body: { type, data } };
  const { path: route, fields } = found;
  const path = route.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(data[field] as string));
  return { route, path, body: Object.fromEntries(Object.entries(data).filter(([field]) => !fields.includes(field))) };
};
const isId = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'number';
