import { aborted } from './keep-running.js';

const PARENT_POLL_MS = 500;
/** Ctrl-C may arrive twice, from the terminal and from npm. Only a later signal counts as a second request. */
const SAME_KEYSTROKE_MS = 1_000;

export interface StopRequests {
  /** Resolves at a second request: stop without waiting. */
  readonly forced: Promise<void>;
  /** Aborted at the first stop request. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly requested: Promise<void>;
}

/** Stop requests: Ctrl-C, SIGTERM, a closed terminal, and the exit of the npm that started us (which may be killed by SIGKILL). */
export function listenForStop(env: NodeJS.ProcessEnv): StopRequests {
  let first: number | null = null;
  const stopping = new AbortController();
  let resolveForced!: () => void;
  const forced = new Promise<void>((resolve) => (resolveForced = resolve));
  const request = () => {
    if (first !== null && performance.now() - first > SAME_KEYSTROKE_MS) resolveForced();
    first ??= performance.now();
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  if (env['npm_lifecycle_event']) watchParent(request);
  return { signal: stopping.signal, requested: aborted(stopping.signal), forced };
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
