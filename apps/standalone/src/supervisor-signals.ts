import { isSecondRequest } from './supervisor-policy.js';

const PARENT_POLL_MS = 500;

export interface StopRequests {
  /** Resolves at the first stop request. */
  readonly requested: Promise<void>;
  /** Resolves at a second request: stop without waiting. */
  readonly forced: Promise<void>;
  readonly isRequested: () => boolean;
}

/** Stop requests: Ctrl-C, SIGTERM, a closed terminal, and the exit of the npm that started us (which may be killed by SIGKILL). */
export function listenForStop(env: NodeJS.ProcessEnv): StopRequests {
  let first: number | null = null;
  let resolveRequested!: () => void;
  let resolveForced!: () => void;
  const requested = new Promise<void>((resolve) => (resolveRequested = resolve));
  const forced = new Promise<void>((resolve) => (resolveForced = resolve));
  const request = () => {
    if (first !== null && isSecondRequest(first, performance.now())) resolveForced();
    first ??= performance.now();
    resolveRequested();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  if (env['npm_lifecycle_event']) watchParent(request);
  return { requested, forced, isRequested: () => first !== null };
}

function watchParent(request: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    request();
  }, PARENT_POLL_MS);
  timer.unref();
}
