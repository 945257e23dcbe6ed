import type { Page, Request, Route } from 'playwright-core';
import { answerTo, type Amount } from './answers.js';
import { framesOf } from './kit.js';

/** A way in which a question fails. */
export type Failure = 'an error' | 'an overload' | 'no network' | 'no session';
interface Rows {
  readonly amount: Amount;
  /** Questions that keep the answer of the service. */
  readonly real: readonly string[];
}
type Answering =
  | { readonly how: 'really' }
  | { readonly how: 'late' }
  | ({ readonly how: 'with rows' } & Rows)
  | ({ readonly how: 'with a failure'; readonly failure: Failure; readonly isOf: (path: string) => boolean } & Rows);

const problem = (status: number, code: string, zh: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status, code, message: { zh, en: code }, legalBasis: [], details: {} }),
});
const fail: Readonly<Record<Failure, (route: Route) => Promise<void>>> = {
  // A proxy answers in its own words.
  'an error': (route) => route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' }),
  'an overload': (route) => route.fulfill(problem(503, 'busy', '系统繁忙')),
  'no network': (route) => route.abort('connectionreset'),
  'no session': (route) => route.fulfill(problem(401, 'not-authenticated', '未登录')),
};

/** A question to the API; not a file of the pages, the session, or the stream of changes, which never ends. */
const isOfApi = (url: URL): boolean => !/^\/(console|session|changes)(\/|$)/.test(url.pathname);
const isAsked = (request: Request): boolean => request.resourceType() === 'fetch' && isOfApi(new URL(request.url()));

/** Answers the questions of a page as a test wants it, and tells when all are answered. */
export interface Api {
  readonly answer: (answering: Answering) => void;
  /** The paths of the questions since the last call. */
  readonly asked: () => readonly string[];
  /** Resolves once the page has asked something. */
  readonly isAsked: () => Promise<void>;
  /** Resolves once the page asks nothing more and waits for nothing. */
  readonly settled: () => Promise<void>;
}

/** The longest pause before a question is asked again. */
const RETRY_MS = 2_000;
/** Quiet looks in a row: a question is asked three times, so that two pauses lie between. */
const QUIET = 3;
/** Looks at a page before it counts as one that hangs. */
const MOST_LOOKS = 600;

export const apiOf = async (page: Page): Promise<Api> => {
  let answering: Answering = { how: 'really' };
  const held: Route[] = [];
  const running = new Set<Request>();
  let asked: string[] = [];

  const reply = async (route: Route): Promise<void> => {
    const now = answering;
    const url = new URL(route.request().url());
    if (now.how === 'late') return void held.push(route);
    if (now.how === 'with a failure' && now.isOf(url.pathname)) return fail[now.failure](route);
    if (now.how === 'really' || now.real.includes(url.pathname) || route.request().method() !== 'GET') return route.continue();
    if (url.pathname.endsWith('/steps')) return route.fulfill({ json: await stepsTo(route, url, now.amount) });
    const json = answerTo(url, now.amount);
    return json === undefined ? route.continue() : route.fulfill({ json });
  };
  await page.route(isOfApi, async (route) => {
    if (!isAsked(route.request())) return route.continue();
    asked.push(new URL(route.request().url()).pathname);
    // A page that is left takes its questions back.
    await reply(route).catch(() => undefined);
  });
  page.on('request', (request) => isAsked(request) && running.add(request));
  page.on('requestfinished', (request) => running.delete(request));
  page.on('requestfailed', (request) => running.delete(request));

  return {
    answer: (next) => {
      answering = next;
      for (const route of held.splice(0)) void reply(route).catch(() => undefined);
    },
    asked: () => {
      const paths = asked;
      asked = [];
      return [...new Set(paths)];
    },
    isAsked: async () => {
      for (let looks = 0; asked.length === 0; looks += 1) {
        if (looks === MOST_LOOKS) throw new Error('the page asks nothing');
        await framesOf(page);
      }
    },
    settled: async () => {
      let quiet = 0;
      for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
        await framesOf(page);
        if (running.size > 0) {
          quiet = 0;
          await new Promise((resolve) => setTimeout(resolve, 5));
          continue;
        }
        // A question that failed is asked again after a pause.
        await page.clock.fastForward(RETRY_MS);
        quiet = (await page.locator('main [aria-busy=true]').count()) > 0 ? 0 : quiet + 1;
        if (quiet === QUIET) return;
      }
      throw new Error(`the page hangs: ${[...running].map((one) => one.url()).join(' ')}`);
    },
  };
};

interface Steps {
  readonly items: readonly { readonly version: number; readonly eventId: string }[];
}
const NAME_OF_SAMPLE = '天津市';

/** The steps of the case of the sample: the first of them, or more after its last. Their changes must fit one another. */
const stepsTo = async (route: Route, url: URL, { rows, text }: Amount): Promise<unknown> => {
  const after = Number(url.searchParams.get('afterVersion') ?? 0);
  const limit = Number(url.searchParams.get('limit'));
  const first = new URL(url);
  first.pathname = '/dossiers/case-1/steps';
  first.searchParams.delete('afterVersion');
  const real = JSON.parse((await (await route.fetch({ url: first.href })).text()).replaceAll(NAME_OF_SAMPLE, text(0))) as Steps;
  const last = real.items.at(-1)!;
  const all = Array.from({ length: Math.max(0, Math.min(limit, rows - after)) }, (_, index) => {
    const version = after + index + 1;
    return (
      real.items[version - 1] ?? {
        ...last,
        version,
        eventId: `${last.eventId.slice(0, -6)}${version.toString(16).padStart(6, '0')}`,
        changes: [],
      }
    );
  });
  return { ...real, items: all, next: after + limit < rows ? after + limit : null };
};
