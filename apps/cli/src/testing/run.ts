import type { Context } from '../context.js';
import { runCli } from '../program.js';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program and collects its output. By default without environment, scenario systems and generators. */
export const run = async (args: readonly string[], context: Partial<Context> & { readonly isTTY?: boolean } = {}): Promise<Run> => {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    root: '/nowhere',
    cwd: '/nowhere',
    env: {},
    scenarioSystems: () => Promise.reject(new Error('no scenario systems')),
    generators: () => Promise.reject(new Error('no generators')),
    ...context,
    stdout: { write: (text) => (out += text), isTTY: context.isTTY },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
};
