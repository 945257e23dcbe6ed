import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Node, SourceFile } from 'typescript';
import { ts } from './typescript.js';

/** A declaration at the top of a module: the initializer of a constant, or a function. */
interface Declaration {
  readonly module: Module;
  readonly name: string;
  readonly node: Node;
}

/** A module of the project. Imports of packages are not in it. */
export interface Module {
  readonly path: string;
  readonly source: SourceFile;
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** The local name of each import, with the module that exports it under `name`. */
  readonly imports: ReadonlyMap<string, Exported>;
  readonly reexports: ReadonlyMap<string, Exported>;
  readonly exportsAll: readonly string[];
}
interface Exported {
  readonly path: string;
  readonly name: string;
}

/** Reads the modules of a project by their paths and finds declarations in them. `root`: the folder of its tsconfig.json. */
export interface Modules {
  readonly read: (path: string) => Module;
  /** The declaration that a name stands for in a module; undefined for a name of a package or of the language. */
  readonly find: (module: Module, name: string) => Declaration | undefined;
}

export const modulesOf = (root: string): Modules => {
  const cache = new Map<string, Module>();
  const aliases = aliasesOf(root);
  const read = (path: string): Module => {
    const known = cache.get(path);
    if (known) return known;
    const module = parse(root, path, aliases);
    cache.set(path, module);
    return module;
  };
  const exported = ({ path, name }: Exported): Declaration | undefined => {
    const module = read(path);
    const own = module.declarations.get(name);
    if (own) return own;
    const passedOn = module.reexports.get(name) ?? module.imports.get(name);
    if (passedOn) return exported(passedOn);
    for (const other of module.exportsAll) {
      const found = exported({ path: other, name });
      if (found) return found;
    }
    return undefined;
  };
  return {
    read,
    find: (module, name) => {
      const imported = module.imports.get(name);
      return module.declarations.get(name) ?? (imported && exported(imported));
    },
  };
};

/** The targets of the aliases in tsconfig.json. */
const aliasesOf = (root: string): ReadonlyMap<string, string> => {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: { paths: Record<string, readonly [string]> };
  };
  return new Map(Object.entries(compilerOptions.paths).map(([alias, [target]]) => [alias, target.replace('./', '')]));
};

/** Syntax trees by path and text. Each generated file and each spec reads the same sources. */
const trees = new Map<string, SourceFile>();
const treeOf = (root: string, path: string): SourceFile => {
  const text = readFileSync(join(root, path), 'utf8');
  const known = trees.get(path);
  if (known?.text === text) return known;
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  trees.set(path, tree);
  return tree;
};

const parse = (root: string, path: string, aliases: ReadonlyMap<string, string>): Module => {
  const source = treeOf(root, path);
  const declarations = new Map<string, Declaration>();
  const module: Module = { path, source, declarations, imports: new Map(), reexports: new Map(), exportsAll: [] };
  const [imports, reexports, exportsAll] = [
    module.imports as Map<string, Exported>,
    module.reexports as Map<string, Exported>,
    module.exportsAll as string[],
  ];
  const targetOf = (specifier: Node | undefined): string | undefined => {
    if (!specifier || !ts.isStringLiteral(specifier)) return undefined;
    const target = specifier.text.startsWith('.')
      ? join(dirname(path), specifier.text).replace(/\.js$/, '.ts')
      : aliases.get(specifier.text);
    return target !== undefined && existsSync(join(root, target)) ? target : undefined;
  };
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer) declarations.set(name.text, { module, name: name.text, node: initializer });
    } else if (ts.isFunctionDeclaration(statement) && statement.name)
      declarations.set(statement.name.text, { module, name: statement.name.text, node: statement });
    else if (ts.isImportDeclaration(statement)) {
      const target = targetOf(statement.moduleSpecifier);
      const bindings = statement.importClause?.namedBindings;
      if (target && bindings && ts.isNamedImports(bindings))
        for (const { name, propertyName } of bindings.elements) imports.set(name.text, { path: target, name: (propertyName ?? name).text });
    } else if (ts.isExportDeclaration(statement)) {
      const target = targetOf(statement.moduleSpecifier);
      if (!target) continue;
      if (!statement.exportClause) exportsAll.push(target);
      else if (ts.isNamedExports(statement.exportClause))
        for (const { name, propertyName } of statement.exportClause.elements)
          reexports.set(name.text, { path: target, name: (propertyName ?? name).text });
    }
  }
  return module;
};
