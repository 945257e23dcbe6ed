import { ROLES, routesOf } from '@minglu/kernel';
import { acts } from '@minglu/system';
import type { Generator } from './generator.js';
import { row, TABLE_LINE } from './markdown.js';

/** Everyone who may hold a token, and the public. */
export const CALLERS: readonly string[] = ROLES.filter((role) => role !== 'system');

const table = (): string => {
  const routes = routesOf(acts);
  const bySystem = acts.filter(({ route }) => route === null).map(({ command }) => command);
  return `${[
    '# Routes of the acts',
    '',
    'Who may call which route. Generated from the acts. [`test/e2e/routes.spec.ts`](../../test/e2e/routes.spec.ts) calls each route as each role.',
    'Jurisdiction and the state of the case decide further. A field in braces is one of the payload, which is in [`commands/`](commands).',
    '',
    `Only the system performs, without a route: ${bySystem.join(', ')}.`,
    '',
    row('route', 'act', ...CALLERS),
    TABLE_LINE(2 + CALLERS.length),
    ...routes.map(({ method, path, act, roles }) =>
      row(`\`${method} ${path}\``, `${act.command} ${act.title.zh}`, ...CALLERS.map((role) => (roles.includes(role) ? '●' : ''))),
    ),
  ].join('\n')}\n`;
};

/** The table of routes and roles. */
export const routes: Generator = { name: 'routes', files: () => [{ path: 'libs/contracts/routes.md', content: table() }] };
