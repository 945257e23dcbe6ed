import { resolve } from 'node:path';

/** What each exit code of `npm start` says. */
export const EXIT = { stopped: 0, failed: 1, usage: 2, alreadyRunning: 3, database: 4, app: 5 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface SupervisorOptions {
  /** Absolute path of the folder that holds the embedded database and all else that is kept. */
  readonly dataDir: string;
  /** A server of the operator's own, or null for the embedded one. */
  readonly databaseUrl: string | null;
}

export const HELP = `npm start                 Minglu in one process group: PostgreSQL, then the application, until Ctrl-C.

Environment
  MINGLU_DATA=<folder>    where everything is kept (default: .data in the project, ignored by git)
  DATABASE_URL=<url>      use this PostgreSQL instead of the embedded one

Exit codes
  0  stopped by Ctrl-C or a signal, everything ended cleanly
  1  an error that is not foreseen
  2  an argument or a setting that is not understood
  3  another Minglu is running on the same data folder
  4  the database does not start, or failed again and again
  5  the application ended by itself; the database was stopped
  6  installing or building failed
`;

/** @returns the options, `help`, or what is wrong with the arguments */
export function parseOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): SupervisorOptions | 'help' | { readonly wrong: string } {
  if (args.includes('--help') || args.includes('-h')) return 'help';
  if (args.length > 0) return { wrong: `not understood: ${args.join(' ')}` };
  const databaseUrl = env['DATABASE_URL'] || null;
  if (databaseUrl !== null && !/^postgres(?:ql)?:\/\//.test(databaseUrl)) return { wrong: 'DATABASE_URL does not begin with postgres://' };
  return { dataDir: resolve(cwd, env['MINGLU_DATA'] || '.data'), databaseUrl };
}
