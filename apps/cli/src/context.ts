import { resolve } from 'node:path';
import type { Command } from 'commander';
import { installationKeys, type Keys } from '@minglu/casework';
import type { Generator } from '@minglu/contracts/generate';
import type { Output, RunningSystems } from '@minglu/scenario';

export const TRANSPORTS = ['log', 'http', 'kafka'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** The surroundings of the commands. Specs replace them. */
export interface Context {
  /** The project's folder. */
  readonly root: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly scenarioSystems: (transport: Transport) => Promise<RunningSystems>;
  readonly generators: () => Promise<readonly Generator[]>;
  /** Chinese names of commands and events; by default those of the system. */
  readonly titleOf?: (type: string) => string | undefined;
}

/** Adds a command to the program. `exits` turns a function that resolves to an exit code into an action. */
export type AddCommand = (program: Command, context: Context, exits: Exits) => void;
export type Exits = <A extends unknown[]>(run: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

/** The option of each command whose result machines read too. */
export const JSON_OPTION = ['--json', '结果输出为一个 JSON 文档 / print one JSON document'] as const;

/** The folder of databases, keys and logs: `MINGLU_DATA`, relative to the project. */
export const dataFolder = ({ root, env }: Context): string => resolve(root, env['MINGLU_DATA'] || '.data');

/**
 * The keys of `MINGLU_MASTER_KEY` or of the data folder.
 *
 * @param mayMake false: missing keys are not made
 */
export const keysOf = (context: Context, mayMake = true): Keys =>
  installationKeys(context.env['MINGLU_MASTER_KEY'], dataFolder(context), mayMake);
