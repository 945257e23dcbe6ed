import { readFileSync } from 'node:fs';
import { routesOf } from '@minglu/kernel';
import { acts } from '@minglu/system';
import { routeOf, router, type Description } from './routes.js';

const description = JSON.parse(readFileSync(new URL('../../../libs/contracts/openapi.json', import.meta.url), 'utf8')) as Description;
const { upstreamOf, isCommand } = router(description);
const upstreams = { casework: 'c', query: 'q', audit: 'a', materials: 'm' };

/** A URL of a described path, with an id for each parameter that `values` does not have. */
const urlOf = (path: string, values: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'a-1');
const ROUTES = Object.entries(description.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
);
const NAMED: Readonly<Record<string, string | null>> = { ...upstreams, gateway: null };

describe('the gateway', () => {
  it('passes each route of the description to the one service that it names', () => {
    expect(ROUTES.length).toBeGreaterThan(150);
    for (const { method, path, 'x-service': service } of ROUTES) {
      expect([method, path, upstreamOf(method, urlOf(path), upstreams)]).toEqual([method, path, NAMED[service]]);
      expect([method, path, upstreamOf(method, `${urlOf(path)}?after=a`, upstreams)]).toEqual([method, path, NAMED[service]]);
      if (method === 'GET') expect([path, upstreamOf('HEAD', urlOf(path), upstreams)]).toEqual([path, NAMED[service]]);
    }
  });
  it('passes what the description gives to another service to that one', () => {
    const elsewhere = ROUTES.flatMap(({ method, path, 'x-service-elsewhere': others = [] }) =>
      others.flatMap(({ parameter, values, service }) => {
        const urls = values
          ? values.map((value) => urlOf(path, { [parameter]: value }))
          : [`${urlOf(path)}?${parameter}=x`, `${urlOf(path)}?limit=1&${parameter}=`];
        return urls.map((url) => [method, url, service] as const);
      }),
    );
    expect(elsewhere.length).toBeGreaterThan(20);
    for (const [method, url, service] of elsewhere)
      expect([method, url, upstreamOf(method, url, upstreams)]).toEqual([method, url, NAMED[service]]);
  });
  it('knows the commands: acts, imports of tables, and no other change', () => {
    for (const { path } of routesOf(acts)) expect([path, isCommand('POST', `${urlOf(path)}?dry-run=true`)]).toEqual([path, true]);
    expect(['/commands', '/tables/titles/imports'].map((url) => isCommand('POST', url))).toEqual([true, true]);
    const others = ['/materials', '/material-uploads', '/material-uploads/u1/completion', '/calendar-feeds', '/events/e1/disclosures'];
    expect(others.map((url) => isCommand('POST', url))).toEqual(others.map(() => false));
    expect([isCommand('GET', '/commands'), isCommand('POST', '/none')]).toEqual([false, false]);
  });
  it('passes on no other method of a described path', () => {
    for (const [path, operations] of Object.entries(description.paths))
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
        if (!(method.toLowerCase() in operations))
          expect([method, path, upstreamOf(method, urlOf(path), upstreams)]).toEqual([method, path, null]);
  });
  it('prefers a fixed part of a path to a parameter', () => {
    const { upstreamOf: to } = router({
      paths: {
        '/a/{id}/x': { get: { 'x-service': 'query' } },
        '/a/b': { get: { 'x-service': 'audit' } },
        '/a/b/y': { get: { 'x-service': 'materials' } },
      },
    });
    expect(['/a/b', '/a/b/x', '/a/b/y', '/a/c/y'].map((url) => to('GET', url, upstreams))).toEqual(['a', 'q', 'm', null]);
  });
  it.each([
    ['/commands', 'c'],
    ['/receipts/o1.8w2c-k5tr', 'c'],
    ['/dossiers/a/actions', 'q'],
    ['/dossiers', 'q'],
    ['/dossiers?cursor=a', 'q'],
    ['/dossiers/a', 'q'],
    ['/dossiers/a?after=x', 'q'],
    ['/dossiers/a?at=2025-01-01T00:00:00%2B08:00', 'a'],
    ['/dossiers/a?knownAt=2025-01-01T00:00:00%2B08:00', 'a'],
    ['/dossiers/a/events', 'a'],
    ['/dossiers/a/replay', 'a'],
    ['/dossiers/a/replay?at=2025-01-01', 'a'],
    ['/dossiers/a/steps', 'a'],
    ['/dossiers/a/difference?fromAt=2025-01-01', 'a'],
    ['/campaigns/c1/not-filed', 'q'],
    ['/tasks?whose=all', 'q'],
    ['/colleagues?role=auditor', 'q'],
    ['/persons?limit=5', 'q'],
    ['/persons/officer-1', 'q'],
    ['/provisions?instrument=measure-2022', 'q'],
    ['/provisions/measure-2022/18', 'q'],
    ['/changes?since=2025-10-01', 'q'],
    ['/calendar-feeds', 'q'],
    ['/calendar-feeds/f1', 'q'],
    ['/calendar/secret.ics', 'q'],
    ['/publicities', 'q'],
    ['/statistics?programme=city', 'q'],
    ['/evaluations/2024', 'q'],
    ['/campaigns/c1/overview', 'q'],
    ['/titles', 'q'],
    ['/titles/t1', 'q'],
    ['/titles/t1/valid-on?day=2025-10-01', 'q'],
    ['/deadlines/p1', 'q'],
    ['/deadlines/p1?at=2025-01-01T00:00:00%2B08:00', 'a'],
    ['/log?after=3', 'a'],
    ['/events/e1', 'a'],
    ['/feed', 'a'],
    ['/access-lines?person=a', 'a'],
    ['/dossiers/d1/access-lines', 'a'],
    ['/dossiers/d1/figures?limit=5', 'a'],
    ['/dossiers/d1/figures/A1.1?year=2024', 'a'],
    ['/dossiers/d1/tainted-decisions', 'a'],
    ['/dossiers/d1/investigation-timeline?limit=5', 'a'],
    ['/dossiers/d1/consistency-findings', 'q'],
    ['/consistency-findings?year=2024', 'q'],
    ['/tables', 'q'],
    ['/tables/titles/export.csv?programme=city', 'q'],
    ['/tables/evaluation-results/template.xlsx?year=2025', 'q'],
    ['/tables/application-figures/template.xlsx', 'a'],
    ['/tables/evaluation-figures/export.xlsx?dossier=t1', 'a'],
    ['/tables/target-breakdown/export.csv?dossier=a', 'a'],
    ['/tables/enhancement-plan/template.xlsx', 'a'],
    ['/public-records/keys', 'a'],
    ['/work-calendars', 'a'],
    ['/campaigns', 'a'],
    ['/policies', 'a'],
    ['/indicator-systems/city-2022', 'a'],
    ['/divisions?q=440', 'a'],
    ['/parks', 'a'],
    ['/checkpoint', 'a'],
    ['/checkpoint/12?hash=sm3', 'a'],
    ['/proof/inclusion?index=3&size=12', 'a'],
    ['/proof/consistency?from=3&to=12', 'a'],
    ['/proof/case/sh', 'a'],
    ['/public-log/leaves?from=0', 'a'],
    ['/public-log/answers/title?title=t&day=2025-01-01', 'a'],
    ['/public-log/answers/register?at=2025-01-01', 'a'],
    ['/public-log/answers/other', null],
    ['/evidence-exports/e1/package', 'a'],
    ['/public-log/checkpoint', 'a'],
    ['/public-log/checkpoint/3', 'a'],
    ['/public-log/proof/inclusion?event=e1', 'a'],
    ['/public-log/proof/consistency?from=1&to=3', 'a'],
    ['/public-log/keys', 'a'],
    ['/public-log/tile/0/x001/067', 'a'],
    ['/tile/0/000.p/17', 'a'],
    ['/tile/entries/000', 'a'],
    ['/materials/abc', 'm'],
    ['/materials/abc/metadata?ground=x', 'm'],
    ['/material-uploads/u1', 'm'],
  ])('routes %s to %s', (url, upstream) => expect(upstreamOf('GET', url, upstreams)).toBe(upstream));
  it('routes every act to casework, and nothing else that is posted', () => {
    for (const { path } of routesOf(acts)) {
      const url = path.replaceAll(/\{\w+\}/g, 'a-1');
      expect([path, upstreamOf('POST', `${url}?dry-run=true`, upstreams), upstreamOf('POST', `${url}/x`, upstreams)]).toEqual([
        path,
        'c',
        null,
      ]);
    }
    expect(upstreamOf('POST', '/calendar-feeds', upstreams)).toBe('q');
    expect(upstreamOf('POST', '/tables/summary-table/imports?dry-run=true', upstreams)).toBe('c');
    expect(upstreamOf('GET', '/tables/summary-table/imports', upstreams)).toBeNull();
    expect(upstreamOf('POST', '/tables/titles/export.xlsx', upstreams)).toBeNull();
    expect(upstreamOf('POST', '/events/e1/disclosures', upstreams)).toBe('c');
    expect(upstreamOf('GET', '/events/e1/disclosures', upstreams)).toBeNull();
    expect(upstreamOf('POST', '/unmaskings/u1/readings', upstreams)).toBe('c');
    expect(upstreamOf('GET', '/unmaskings/u1/readings', upstreams)).toBeNull();
    expect(upstreamOf('POST', '/log', upstreams)).toBeNull();
    expect(upstreamOf('GET', '/public-notices', upstreams)).toBeNull();
  });
  it('routes files by their methods, and nothing else beside them', () => {
    const to = (method: string, path: string) => upstreamOf(method, path, upstreams);
    expect([to('POST', '/materials'), to('POST', '/material-uploads'), to('POST', '/material-uploads/u1/completion')]).toEqual([
      'm',
      'm',
      'm',
    ]);
    expect([to('PUT', '/material-uploads/u1/parts/1'), to('DELETE', '/material-uploads/u1'), to('HEAD', '/materials/a')]).toEqual([
      'm',
      'm',
      'm',
    ]);
    for (const [method, path] of [
      ['GET', '/materials'],
      ['PUT', '/materials/a'],
      ['DELETE', '/materials/a'],
      ['POST', '/materials/a'],
      ['GET', '/materials/a/b'],
      ['POST', '/material-uploads/u1/parts/1'],
      ['PUT', '/dossiers/a'],
    ] as const)
      expect([method, path, to(method, path)]).toEqual([method, path, null]);
  });
  it('routes the revocation of a calendar feed, and nothing else that is deleted', () => {
    const paths = ['/calendar-feeds/f1', '/calendar-feeds', '/calendar/s.ics', '/dossiers/a', '/commands', '/log'];
    expect(paths.map((path) => upstreamOf('DELETE', path, upstreams))).toEqual(['q', null, null, null, null, null]);
  });
  it.each([
    '/internal/commands',
    '/internal/clock',
    '/health',
    '/metrics',
    '/metrics?x=1',
    '//metrics',
    '/commands/x',
    '/dossiers/a/b/c',
    '/',
    '//internal/commands',
    '/%69nternal/commands',
    '/public-records/../metrics',
  ])('does not route %s', (url) => {
    expect(upstreamOf('GET', url, upstreams)).toBeNull();
    expect(upstreamOf('POST', url, upstreams)).toBeNull();
  });
});

describe('the route of a path for figures', () => {
  it('has a star for each id, so that ids make no series', () => {
    expect(['/dossiers', '/dossiers/a?at=x', '/dossiers/a/events', '/events/e1', '/calendar/secret.ics'].map(routeOf)).toEqual([
      '/dossiers',
      '/dossiers/*',
      '/dossiers/*/events',
      '/events/*',
      '/calendar/*',
    ]);
  });
});
