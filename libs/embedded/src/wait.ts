import { setTimeout as sleep } from 'node:timers/promises';

interface WaitLimits {
  readonly withinMs: number;
  /** Pause between two checks. */
  readonly everyMs: number;
}

/** Polls a condition. False if it did not become true in time; rejects if the condition throws. */
export const waitUntil = async (condition: () => boolean | Promise<boolean>, { withinMs, everyMs }: WaitLimits): Promise<boolean> => {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await sleep(everyMs);
  }
  return true;
};

interface StartLimits {
  /** Ten minutes by default. The end of the process ends a wait before that. */
  readonly limitMs?: number;
  /** One line for the operator. */
  readonly log?: ((line: string) => void) | undefined;
  readonly progressMs?: number;
  /** Ends the wait, as a failure. */
  readonly signal?: AbortSignal;
}

const START_LIMIT_MS = 600_000;
const PROGRESS_MS = 10_000;

/** Waits for a start. Every ten seconds it reports how long it has waited. The report begins with `what`, for example “Kafka is starting”. */
export const waitForStart = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  { limitMs = START_LIMIT_MS, log = () => undefined, progressMs = PROGRESS_MS, signal }: StartLimits,
): Promise<boolean> => {
  const began = performance.now();
  let reported = began;
  let holds = false;
  const settled = async (): Promise<boolean> => {
    holds = await condition();
    const now = performance.now();
    if (!holds && now - reported >= progressMs) {
      reported = now;
      log(`${what}: ${Math.round((now - began) / 1000)} s`);
    }
    return holds || signal?.aborted === true;
  };
  await waitUntil(settled, { withinMs: limitMs, everyMs: 50 });
  return holds;
};
