import type { ProofTask } from './proof-worker.ts';

/** Tells pages whether a proof of work is being computed, so that they say why a click takes seconds. */
const state = new EventTarget();
let running = 0;
const change = (by: number): void => {
  running += by;
  state.dispatchEvent(new Event('change'));
};

export const proofs = {
  isRunning: (): boolean => running > 0,
  subscribe: (onChange: () => void): (() => void) => {
    state.addEventListener('change', onChange);
    return () => state.removeEventListener('change', onChange);
  },
};

/** More workers than this warm a laptop and win little. */
const MOST_WORKERS = 4;

/** The header of a proof for a challenge. It is computed beside the page, on several cores: the first answer counts. */
export const solve = (challenge: string, bits: number, signal?: AbortSignal | null): Promise<string> =>
  new Promise((resolve, reject) => {
    const step = Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1);
    const workers = Array.from({ length: step }, () => new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' }));
    const abort = (): void => {
      end();
      reject(new DOMException('aborted', 'AbortError'));
    };
    const end = (): void => {
      for (const worker of workers) {
        worker.onmessage = null;
        worker.onerror = null;
        worker.terminate();
      }
      signal?.removeEventListener('abort', abort);
      change(-1);
    };
    change(1);
    signal?.addEventListener('abort', abort);
    for (const [first, worker] of workers.entries()) {
      worker.onmessage = ({ data }: MessageEvent<string>) => {
        end();
        resolve(data);
      };
      worker.onerror = () => {
        end();
        reject(new Error('the proof of work could not be computed'));
      };
      worker.postMessage({ challenge, bits, first, step } satisfies ProofTask);
    }
  });
