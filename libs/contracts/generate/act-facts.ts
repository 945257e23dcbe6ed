import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { modulesOf, type Module } from './source/modules.js';
import { provocationsIn, type Provocation } from './source/provocations.js';
import { refusalReader, type Finding } from './source/refusals.js';
import { textsOf } from './source/values.js';

/** The refusals, warnings and events of one act, as its source states them. */
export interface ActFacts {
  readonly command: string;
  /** The folder of the act: a chapter of the dossier, or `reference`. */
  readonly chapter: string;
  /** Those of the act itself, without those that every command or every command on a case has. */
  readonly findings: readonly Finding[];
}

export interface AllActFacts {
  /** Of every command, before its act decides. */
  readonly ofEvery: readonly Finding[];
  /** Of every command on a case, before its act decides. */
  readonly ofCases: readonly Finding[];
  readonly acts: ReadonlyMap<string, ActFacts>;
}

const ACT_FOLDERS = ['libs/dossier/src', 'libs/reference/src'];
/** The handling of commands before and after the decision of the act. */
const HANDLER_FOLDERS = ['libs/casework/src'];
const DECIDING = 'libs/kernel/src/decide-command.ts';
const CASE_ACT = { path: 'libs/dossier/src/case/act.ts', name: 'dossierAct' };

/** Reads all acts. `root`: the project's folder. */
export const readActFacts = (root: string): AllActFacts => {
  const modules = modulesOf(root);
  const reader = refusalReader(modules);
  const inModule = (module: Module) => [...module.declarations.keys()].flatMap((name) => reader.inDeclaration(module, name));
  const handlers = HANDLER_FOLDERS.flatMap((folder) => codeIn(root, folder));
  const ofCases = reader.inDeclaration(modules.read(CASE_ACT.path), CASE_ACT.name);
  const common = new Set(ofCases.map(({ place }) => place));
  const acts = ACT_FOLDERS.flatMap((folder) => codeIn(root, folder)).flatMap((path) => {
    const module = modules.read(path);
    return [...module.declarations.keys()].flatMap((name) => {
      const [command] = textsOf(reader.argumentOf(module, name, 'command'));
      if (command === undefined || !IS_COMMAND.test(command)) return [];
      const findings = reader.inDeclaration(module, name).filter(({ place }) => !common.has(place));
      return [[command, { command, chapter: path.split('/').at(-2)!.replace('src', 'reference'), findings: merged(findings) }] as const];
    });
  });
  return {
    ofEvery: merged([DECIDING, ...handlers].flatMap((path) => inModule(modules.read(path)))),
    ofCases: merged(ofCases),
    acts: new Map(acts),
  };
};

const IS_COMMAND = /^[A-Z][A-Za-z]+$/;

const filesIn = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => `${folder}/${path}`);
const codeIn = (root: string, folder: string): readonly string[] =>
  filesIn(root, folder).filter((path) => path.endsWith('.ts') && !/\.(spec|test)\.ts$|\/(testing\/|index\.ts)/.test(path));

/** One finding for each code and text, with the provisions of all places that make it. */
const merged = (findings: readonly Finding[]): readonly Finding[] => {
  const byKey = new Map<string, Finding>();
  for (const one of findings) {
    const key = [one.kind, one.code, ...one.texts].join('\n');
    const before = byKey.get(key);
    byKey.set(key, before ? { ...before, provisions: [...new Set([...before.provisions, ...one.provisions])] } : one);
  }
  return [...byKey.values()];
};

/** The refusals that the specs beside the acts provoke. */
export const readProvocations = (root: string): readonly Provocation[] => {
  const modules = modulesOf(root);
  return ACT_FOLDERS.flatMap((folder) => filesIn(root, folder))
    .filter((path) => path.endsWith('.spec.ts'))
    .flatMap((path) => provocationsIn(modules, modules.read(path)));
};
