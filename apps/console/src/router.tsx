import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Shell } from './shell.tsx';
import { NotFound } from './pages/not-found.tsx';

type Search = Readonly<Record<string, string | undefined>>;

const root = createRootRoute({
  component: () => <Shell />,
  notFoundComponent: NotFound,
  // Each value of the address is a text, so that a link reads as a person would write it.
  validateSearch: (search: Record<string, unknown>): Search =>
    Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))),
});

const page = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const routes = [
  page(
    '/',
    lazyRouteComponent(() => import('./pages/home.tsx'), 'Home'),
  ),
  page(
    '/cases',
    lazyRouteComponent(() => import('./pages/cases.tsx'), 'Cases'),
  ),
  page(
    '/cases/$caseId',
    lazyRouteComponent(() => import('./pages/dossier/dossier.tsx'), 'Dossier'),
  ),
  page(
    '/cases/$caseId/act/$command',
    lazyRouteComponent(() => import('./pages/act.tsx'), 'ActOnCase'),
  ),
  page(
    '/cases/$caseId/investigation',
    lazyRouteComponent(() => import('./pages/desks/investigation.tsx'), 'InvestigationDesk'),
  ),
  page(
    '/cases/$caseId/revocation',
    lazyRouteComponent(() => import('./pages/desks/revocation.tsx'), 'RevocationDesk'),
  ),
  page(
    '/investigations',
    lazyRouteComponent(() => import('./pages/desks/investigations.tsx'), 'Investigations'),
  ),
  page(
    '/act/$command',
    lazyRouteComponent(() => import('./pages/act.tsx'), 'Act'),
  ),
  page(
    '/provisions',
    lazyRouteComponent(() => import('./pages/provisions.tsx'), 'Provisions'),
  ),
  page(
    '/provisions/$instrument/$number',
    lazyRouteComponent(() => import('./pages/provisions.tsx'), 'OneProvision'),
  ),
  page(
    '/publicities',
    lazyRouteComponent(() => import('./pages/publicities.tsx'), 'Publicities'),
  ),
  page(
    '/publicities/$publicityId/objection',
    lazyRouteComponent(() => import('./pages/objection.tsx'), 'Objection'),
  ),
  page(
    '/receipts',
    lazyRouteComponent(() => import('./pages/objection.tsx'), 'Receipts'),
  ),
  page(
    '/titles',
    lazyRouteComponent(() => import('./pages/titles.tsx'), 'Titles'),
  ),
  page(
    '/titles/$titleId',
    lazyRouteComponent(() => import('./pages/title.tsx'), 'OneTitle'),
  ),
  page(
    '/report',
    lazyRouteComponent(() => import('./pages/report.tsx'), 'Report'),
  ),
  page(
    '/evaluations',
    lazyRouteComponent(() => import('./pages/evaluations.tsx'), 'Evaluations'),
  ),
  page(
    '/evaluations/$year',
    lazyRouteComponent(() => import('./pages/evaluations.tsx'), 'EvaluationYear'),
  ),
  page(
    '/imports/$table',
    lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportTable'),
  ),
  page(
    '/campaigns',
    lazyRouteComponent(() => import('./pages/campaigns.tsx'), 'Campaigns'),
  ),
  page(
    '/campaigns/$campaignId',
    lazyRouteComponent(() => import('./pages/campaigns.tsx'), 'Campaign'),
  ),
  page(
    '/statistics',
    lazyRouteComponent(() => import('./pages/statistics.tsx'), 'StatisticsPage'),
  ),
  page(
    '/reference/calendars',
    lazyRouteComponent(() => import('./pages/reference/calendars.tsx'), 'Calendars'),
  ),
  page(
    '/reference/calendars/import',
    lazyRouteComponent(() => import('./pages/reference/calendar-import.tsx'), 'CalendarImport'),
  ),
  page(
    '/reference/campaigns',
    lazyRouteComponent(() => import('./pages/reference/campaigns.tsx'), 'Campaigns'),
  ),
  page(
    '/reference/policies',
    lazyRouteComponent(() => import('./pages/reference/policies.tsx'), 'Policies'),
  ),
  page(
    '/reference/policies/$name',
    lazyRouteComponent(() => import('./pages/reference/policies.tsx'), 'OnePolicy'),
  ),
  page(
    '/reference/indicators',
    lazyRouteComponent(() => import('./pages/reference/indicators.tsx'), 'Indicators'),
  ),
  page(
    '/reference/divisions',
    lazyRouteComponent(() => import('./pages/reference/places.tsx'), 'Divisions'),
  ),
  page(
    '/reference/parks',
    lazyRouteComponent(() => import('./pages/reference/places.tsx'), 'Parks'),
  ),
  page(
    '/admin/persons',
    lazyRouteComponent(() => import('./pages/admin/persons.tsx'), 'Persons'),
  ),
  page(
    '/admin/persons/$person',
    lazyRouteComponent(() => import('./pages/admin/persons.tsx'), 'OnePerson'),
  ),
  page(
    '/admin/access-log',
    lazyRouteComponent(() => import('./pages/admin/access-log.tsx'), 'AccessLog'),
  ),
  page(
    '/admin/records',
    lazyRouteComponent(() => import('./pages/admin/records.tsx'), 'AdministrationRecords'),
  ),
  page(
    '/admin/corrections',
    lazyRouteComponent(() => import('./pages/admin/corrections.tsx'), 'Corrections'),
  ),
  page(
    '/operations',
    lazyRouteComponent(() => import('./pages/operations.tsx'), 'Operations'),
  ),
  page(
    '/tour',
    lazyRouteComponent(() => import('./pages/tour.tsx'), 'Tour'),
  ),
  page(
    '/help',
    lazyRouteComponent(() => import('./pages/help.tsx'), 'Help'),
  ),
  page(
    '/signed-in',
    lazyRouteComponent(() => import('./pages/signed-in.tsx'), 'SignedIn'),
  ),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
    const text = new URLSearchParams(given).toString();
    return text === '' ? '' : `?${text}`;
  },
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
