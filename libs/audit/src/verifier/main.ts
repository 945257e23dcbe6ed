import { readFile } from 'node:fs/promises';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Malformed } from '../malformed.js';
import { parsePolicy, type Policy } from '../policy.js';
import { parseDecimal, parseHex } from '../strict.js';
import { verifyAnswer } from './answer.js';
import { verifyConsistent, verifyNote, verifyProof } from './commands.js';
import { verifyFull } from './full.js';
import { HELP } from './help.js';
import { readPackage } from './read-files.js';
import { openSeen, type Times } from './seen.js';
import { EXIT, verdictOf, type Verdict } from './verdict.js';
import { verifyPackage } from './verify-package.js';

type Options = NonNullable<ParseArgsConfig['options']>;
const text = { type: 'string' } as const;
const SEEN = { seen: { type: 'string', multiple: true }, tolerance: text } as const;
/** The options of each command, beside `--json`. */
const OPTIONS = {
  note: { key: { type: 'string', multiple: true } },
  proof: { policy: text, leaf: text, 'leaf-hash': text, event: text, promise: text, 'promise-key': text },
  consistency: { policy: text, old: text },
  answer: { policy: text },
  package: { policy: text, ...SEEN },
  full: { policy: text, checkpoint: text, 'map-head': text, events: text, ...SEEN },
} as const satisfies Readonly<Record<string, Options>>;
type Command = keyof typeof OPTIONS;
type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** Runs the program. Returns its exit code. @param write prints on standard output */
export const main = async (args: readonly string[], write: (text: string) => void): Promise<number> => {
  if (args.includes('--help') || args.includes('-h')) {
    write(HELP);
    return EXIT.true;
  }
  const verdict = await verify(args).catch(verdictOf);
  write(args.includes('--json') ? `${JSON.stringify({ ...verdict, code: EXIT[verdict.answer] })}\n` : described(verdict));
  return EXIT[verdict.answer];
};

const described = ({ answer, reason, facts }: Verdict): string =>
  [
    `${answer}: ${reason}`,
    ...Object.entries(facts).map(([name, value]) => `  ${name}: ${typeof value === 'string' ? value.trimEnd() : JSON.stringify(value)}`),
  ].join('\n') + '\n';

const verify = async (args: readonly string[]): Promise<Verdict> => {
  const [command, ...rest] = args;
  if (command === undefined || !Object.hasOwn(OPTIONS, command))
    throw new Malformed(`the command is one of ${Object.keys(OPTIONS).join(', ')}; see --help`);
  const { values, positionals } = parsed(command as Command, rest);
  if (positionals.length !== 1) throw new Malformed(`${command} checks one file; see --help`);
  return COMMANDS[command as Command](positionals[0]!, values);
};

const parsed = (command: Command, args: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } => {
  try {
    const options: Options = { ...OPTIONS[command], json: { type: 'boolean' } };
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new Malformed(error instanceof Error ? error.message : String(error));
  }
};

const COMMANDS: Readonly<Record<Command, (file: string, values: Values) => Promise<Verdict>>> = {
  note: async (file, values) => {
    const keys = values['key'] as readonly string[] | undefined;
    if (!keys) throw new Malformed('note needs --key');
    return verifyNote(await readFile(file), keys);
  },
  proof: async (file, values) => {
    const [leaf, leafHash, event, note, keyFile] = [
      await optional(values, 'leaf'),
      values['leaf-hash'] as string | undefined,
      await optional(values, 'event'),
      await optional(values, 'promise'),
      await optional(values, 'promise-key'),
    ];
    if ((leaf === undefined) === (leafHash === undefined)) throw new Malformed('proof needs one of --leaf and --leaf-hash');
    if ((note === undefined) !== (keyFile === undefined)) throw new Malformed('--promise and --promise-key go together');
    const promise = note && keyFile && { note, key: parseHex(keyFile.toString().trim(), 'the key of promises') };
    return verifyProof(await readFile(file), await policyOf(values), { leaf, leafHash, event, ...(promise ? { promise } : {}) });
  },
  consistency: async (file, values) => verifyConsistent(await required(values, 'old'), await readFile(file), await policyOf(values)),
  answer: async (file, values) => verifyAnswer(await readFile(file), await policyOf(values)),
  package: async (file, values) => {
    const policy = await policyOf(values);
    return verifyPackage(await readPackage(file), policy, await timesOf(values, policy));
  },
  full: async (file, values) => {
    const [checkpoint, mapHead] = [await required(values, 'checkpoint'), await optional(values, 'map-head')];
    const policy = await policyOf(values);
    const files = { checkpoint, leaves: file, mapHead, events: values['events'] as string | undefined };
    return verifyFull(files, policy, await timesOf(values, policy));
  },
};

/** Seconds: clocks differ, and a checkpoint follows an append within a minute. */
const TOLERANCE = '300';
const timesOf = async (values: Values, policy: Policy): Promise<Times> => {
  const notes = await Promise.all(((values['seen'] ?? []) as readonly string[]).map((path) => readFile(path)));
  return openSeen(notes, policy, parseDecimal((values['tolerance'] as string | undefined) ?? TOLERANCE, '--tolerance'));
};

const optional = (values: Values, name: string): Promise<Buffer | undefined> =>
  values[name] === undefined ? Promise.resolve(undefined) : readFile(values[name] as string);
const required = async (values: Values, name: string): Promise<Buffer> => {
  const content = await optional(values, name);
  if (!content) throw new Malformed(`the command needs --${name}`);
  return content;
};
const policyOf = async (values: Values): Promise<Policy> => parsePolicy(await required(values, 'policy'));
