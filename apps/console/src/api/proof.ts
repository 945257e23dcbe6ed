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

/** The header of a proof for a challenge. It is computed beside the page, which stays quick. */
export const solve = (challenge: string, bits: number, signal?: AbortSignal | null): Promise<string> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
    const abort = (): void => {
      end();
      reject(new DOMException('aborted', 'AbortError'));
    };
    const end = (): void => {
      worker.terminate();
      signal?.removeEventListener('abort', abort);
      change(-1);
    };
    change(1);
    worker.onmessage = ({ data }: MessageEvent<string>) => {
      end();
      resolve(data);
    };
    worker.onerror = () => {
      end();
      reject(new Error('the proof of work could not be computed'));
    };
    signal?.addEventListener('abort', abort);
    worker.postMessage({ challenge, bits });
  });
