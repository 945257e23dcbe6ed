import { row, TABLE_LINE } from './markdown.js';
import { CALLERS } from './routes.js';

interface Read {
  readonly summary?: string;
  readonly 'x-roles'?: readonly string[];
}
interface Described {
  readonly paths: Readonly<Record<string, { readonly get?: Read }>>;
}

/** The table of the routes that read, and the roles that may call them. A route without roles is open to everyone. */
export const readRoutesPage = ({ paths }: Described): string => {
  const reads = Object.entries(paths).flatMap(([path, { get }]) => (get ? [{ path, ...get }] : []));
  return `${[
    '# Routes that read',
    '',
    'Who may call which route. Generated from the controllers. [`test/e2e/routes.spec.ts`](../../test/e2e/routes.spec.ts) calls each route as each role.',
    'Each caller gets the part of an answer that he may see.',
    '',
    row('route', 'answer', ...CALLERS),
    TABLE_LINE(2 + CALLERS.length),
    ...reads.map(({ path, summary = '', 'x-roles': roles = CALLERS }) =>
      row(`\`GET ${path}\``, summary, ...CALLERS.map((role) => (roles.includes(role) ? '●' : ''))),
    ),
  ].join('\n')}\n`;
};
