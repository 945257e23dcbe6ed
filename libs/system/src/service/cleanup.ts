/** Steps that release the resources of a service. `run` takes them in the reverse order; a step that fails does not stop the others. */
export interface Cleanup {
  readonly add: (step: () => Promise<unknown>) => void;
  readonly run: () => Promise<void>;
}

export const cleanup = (): Cleanup => {
  const steps: (() => Promise<unknown>)[] = [];
  return {
    add: (step) => void steps.push(step),
    run: async () => {
      for (const step of steps.reverse()) await step().catch(() => undefined);
    },
  };
};
