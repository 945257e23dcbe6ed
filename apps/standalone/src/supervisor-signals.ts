import { isSecondRequest } from './supervisor-policy.js';

const PARENT_POLL_MS = 500;

export interface StopRequests {
  /** Resolves at the first stop request. */
  readonly asked: Promise<void>;
  /** Resolves at a second request: stop without waiting. */
  readonly insisted: Promise<void>;
  readonly isAsked: () => boolean;
}

/** Stop requests: Ctrl-C, SIGTERM, a closed terminal, and the exit of the npm that started us (which may be killed by SIGKILL). */
export function listenForStop(env: NodeJS.ProcessEnv): StopRequests {
  let first: number | null = null;
  let ask!: () => void;
  let insist!: () => void;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const insisted = new Promise<void>((resolve) => (insist = resolve));
  const request = () => {
    if (first !== null && isSecondRequest(first, performance.now())) insist();
    first ??= performance.now();
    ask();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  if (env['npm_lifecycle_event']) watchParent(request);
  return { asked, insisted, isAsked: () => first !== null };
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
