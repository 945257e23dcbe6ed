import type { CallExpression, Expression, FunctionLikeDeclaration, Node } from 'typescript';
import { evaluatorOf } from './evaluate.js';
import type { Module, Modules } from './modules.js';
import { functionScope } from './scope.js';
import { ts } from './typescript.js';
import { GAP, property, textsOf, type Scope, type Values } from './values.js';

/** A refusal, a warning or an event that a function of the source may make. {@link GAP} stands for parts that only the running program knows. */
export interface Finding {
  readonly kind: 'refuse' | 'warn' | 'newEvent';
  /** The code; the type of an event. */
  readonly code: string;
  readonly provisions: readonly string[];
  /** The Chinese text, one for each variant. */
  readonly texts: readonly string[];
  /** The place of the call: path and offset. */
  readonly place: string;
}

/** The functions of the kernel that make them, by their names there. */
const MAKERS = ['refuse', 'warn', 'newEvent'] as const;
/** A date of three gaps is one. */
const RUN_OF_GAPS = /…(?:[-:]…)+/g;
const KERNEL = '@minglu/kernel';
const DEEPEST = 14;

/** Reads from the source which refusals, warnings and events a declaration may make: its own, and those of the functions that it calls. */
export interface Reader {
  readonly inDeclaration: (module: Module, name: string) => readonly Finding[];
  /** The values of a field of the record with which a declaration calls its function. */
  readonly argumentOf: (module: Module, name: string, field: string) => Values;
}

export const refusalReader = (modules: Modules): Reader => {
  const { evaluate, functionsIn } = evaluatorOf(modules);
  const reaching = new Map<Node, boolean>();

  /** Whether a node, or a function that it names, makes one. */
  const reaches = (node: Node, module: Module): boolean => {
    const known = reaching.get(node);
    if (known !== undefined) return known;
    reaching.set(node, false);
    const visit = (inner: Node): boolean => {
      if (ts.isIdentifier(inner)) {
        if (makerOf(inner.text, module)) return true;
        const declared = modules.find(module, inner.text);
        if (declared && declared.node !== node && reaches(declared.node, declared.module)) return true;
      }
      return ts.forEachChild(inner, visit) ?? false;
    };
    const result = visit(node);
    reaching.set(node, result);
    return result;
  };

  const makerOf = (name: string, { source, path }: Module): Finding['kind'] | undefined => {
    const maker = MAKERS.find((one) => one === name);
    return maker && (importsFrom(source, KERNEL, maker) || path.startsWith('libs/kernel/')) ? maker : undefined;
  };

  const collect = (start: Node, scope: Scope): readonly Finding[] => {
    const found: Finding[] = [];
    const running: Node[] = [];
    const enter = (fn: FunctionLikeDeclaration, args: readonly (() => Values)[], outer: Scope): void => {
      if (!fn.body || running.length > DEEPEST || running.includes(fn) || !reaches(fn.body, outer.module)) return;
      running.push(fn);
      visit(fn.body, functionScope(fn, args, outer, evaluate));
      running.pop();
    };
    const visit = (node: Node, at: Scope): void => {
      if (ts.isTypeNode(node) || isNameOnly(node)) return;
      if (ts.isFunctionLike(node)) return enter(node as FunctionLikeDeclaration, [], at);
      if (ts.isCallExpression(node)) return visitCall(node, at);
      if (ts.isIdentifier(node)) return visitName(node.text, at);
      ts.forEachChild(node, (child) => visit(child, at));
    };
    const visitCall = (node: CallExpression, at: Scope): void => {
      const { expression, arguments: args } = node;
      const maker = ts.isIdentifier(expression) && !at.names.has(expression.text) ? makerOf(expression.text, at.module) : undefined;
      if (maker) {
        found.push(...findingsOf(maker, node, at));
        return;
      }
      const given = args.map((arg) => () => evaluate(arg, at));
      for (const fn of functionsIn(expression, at)) enter(fn.node, given, fn.scope);
      if (!ts.isIdentifier(expression)) visit(expression, at);
      for (const arg of args) visit(arg, at);
    };
    /** A function or a refusal that is named and not called. */
    const visitName = (name: string, at: Scope): void => {
      if (at.names.has(name)) return;
      const declared = modules.find(at.module, name);
      if (!declared || running.includes(declared.node) || !reaches(declared.node, declared.module)) return;
      const its = { module: declared.module, names: new Map() };
      if (ts.isFunctionLike(declared.node)) return visit(declared.node, its);
      running.push(declared.node);
      visit(declared.node, its);
      running.pop();
    };
    const findingsOf = (kind: Finding['kind'], { arguments: args, pos }: CallExpression, at: Scope): readonly Finding[] => {
      const [code, basis, zh] = args;
      const place = `${at.module.path}:${pos}`;
      if (kind === 'newEvent')
        return textsOf(property(evaluate(code!, at), 'type')).map((type) => ({ kind, code: type, provisions: [], texts: [], place }));
      return variantsOf(code!, at).flatMap((scoped) =>
        textsOf(evaluate(code!, scoped)).map((one) => ({
          kind,
          code: one,
          provisions: known(textsOf(evaluate(basis!, scoped))),
          texts: textsOf(evaluate(zh!, scoped)).map((text) => text.replace(RUN_OF_GAPS, GAP)),
          place,
        })),
      );
    };
    /** One scope for each value of `problem` in `refuse(problem.code, …)`, so that each code keeps its own text. */
    const variantsOf = (code: Expression, at: Scope): readonly Scope[] => {
      if (!ts.isPropertyAccessExpression(code) || !ts.isIdentifier(code.expression)) return [at];
      const { text } = code.expression;
      return evaluate(code.expression, at).map((value) => ({ ...at, names: new Map([...at.names, [text, () => [value]]]) }));
    };
    visit(start, scope);
    return found;
  };

  return {
    inDeclaration: (module, name) => collect(module.declarations.get(name)!.node, { module, names: new Map() }),
    argumentOf: (module, name, field) => {
      const { node } = module.declarations.get(name)!;
      return ts.isCallExpression(node) ? node.arguments.flatMap((arg) => property(evaluate(arg, { module, names: new Map() }), field)) : [];
    },
  };
};

/** The name of a field, a variable or a parameter, which stands for no value here. */
const isNameOnly = (node: Node): boolean => {
  const { parent } = node;
  return (
    ts.isIdentifier(node) &&
    ((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
      (ts.isPropertyAssignment(parent) && parent.name === node) ||
      (ts.isVariableDeclaration(parent) && parent.name === node) ||
      ts.isBindingElement(parent))
  );
};

/** Without the gap, unless there is nothing else. */
const known = (texts: readonly string[]): readonly string[] => {
  const whole = texts.filter((text) => text !== GAP);
  return whole.length > 0 ? whole : texts;
};

const importsFrom = (source: Module['source'], from: string, name: string): boolean =>
  source.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === from &&
      !!statement.importClause?.namedBindings &&
      ts.isNamedImports(statement.importClause.namedBindings) &&
      statement.importClause.namedBindings.elements.some((element) => element.name.text === name),
  );
