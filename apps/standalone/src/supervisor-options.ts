import { resolve } from 'node:path';

/** The exit codes of `npm start`. */
export const EXIT = { stopped: 0, failed: 1, usage: 2, alreadyRunning: 3, database: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface SupervisorOptions {
  /** Absolute path of the folder with the embedded database and the keys. */
  readonly dataDir: string;
  /** Url of an external server, which the application checks; null for the embedded one. */
  readonly databaseUrl: string | null;
}

export const HELP = `npm start                 Minglu in one process group: PostgreSQL, then the application, until Ctrl-C.
                          Each is started again when it ends by itself.

Environment
  MINGLU_DATA=<folder>    folder of the database and the keys (default: .data in the project, ignored by git)
  DATABASE_URL=<url>      use this PostgreSQL instead of the embedded one

Exit codes
  0  stopped cleanly by Ctrl-C or a signal
  1  unexpected error
  2  unknown argument, or a wrong setting
  3  another Minglu runs on the same data folder
  4  the database does not start
  6  installation or build failed
`;

/** @returns the options, `help`, or the error in the arguments */
export function parseOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): SupervisorOptions | 'help' | { readonly wrong: string } {
  if (args.includes('--help') || args.includes('-h')) return 'help';
  if (args.length > 0) return { wrong: `not understood: ${args.join(' ')}` };
  const databaseUrl = env['DATABASE_URL'] || null;
  return { dataDir: resolve(cwd, env['MINGLU_DATA'] || '.data'), databaseUrl };
}
