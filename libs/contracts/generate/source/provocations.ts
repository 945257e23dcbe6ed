import type { CallExpression, Expression, FunctionLikeDeclaration, Node } from 'typescript';
import { evaluatorOf } from './evaluate.js';
import type { Module, Modules } from './modules.js';
import { functionScope } from './scope.js';
import { ts } from './typescript.js';
import { property, textsOf, type Scope, type Values } from './values.js';

/** A refusal that a spec provokes: `world.when(command).thenRefused(code, …provisions)`. */
export interface Provocation {
  readonly command: string;
  readonly code: string;
  readonly provisions: readonly string[];
  readonly file: string;
  /** The titles of the blocks around it, joined by “ › ”. */
  readonly test: string;
}

const BLOCK = /^(describe|it|test)/;

/** The refusals that the spec of a module provokes, where the command and the code are stated. */
export const provocationsIn = (modules: Modules, module: Module): readonly Provocation[] => {
  const { evaluate } = evaluatorOf(modules, 'when');
  const found: Provocation[] = [];

  const visit = (node: Node, scope: Scope, titles: readonly string[]): void => {
    if (ts.isFunctionLike(node)) return enter(node as FunctionLikeDeclaration, [], scope, titles);
    if (ts.isCallExpression(node)) {
      const { expression, arguments: args } = node;
      if (isBlock(expression) && args.length > 1) return visitBlock(node, scope, titles);
      if (ts.isPropertyAccessExpression(expression) && expression.name.text === 'thenRefused')
        found.push(...provoked(property(property(evaluate(expression.expression, scope), 'when'), 'do'), args, scope, titles));
    }
    ts.forEachChild(node, (child) => visit(child, scope, titles));
  };
  const enter = (fn: FunctionLikeDeclaration, args: readonly (() => Values)[], scope: Scope, titles: readonly string[]): void => {
    if (fn.body) visit(fn.body, functionScope(fn, args, scope, evaluate), titles);
  };
  const visitBlock = ({ expression, arguments: args }: CallExpression, scope: Scope, titles: readonly string[]): void => {
    const [title, body] = args as unknown as [Expression, Expression];
    const inner = [...titles, textsOf(evaluate(title, scope))[0] ?? ''];
    if (ts.isArrowFunction(body)) enter(body, parametersOfEach(expression, scope), scope, inner);
  };
  /** The parameters of `it.each(rows)`: the columns of the rows, or the rows themselves. */
  const parametersOfEach = (callee: Expression, scope: Scope): readonly (() => Values)[] => {
    if (!ts.isCallExpression(callee) || !callee.arguments[0]) return [];
    const rows = evaluate(callee.arguments[0], scope).flatMap((table) => (table.kind === 'list' ? table.items : []));
    const width = Math.max(1, ...rows.map((one) => (one.kind === 'list' ? one.items.length : 1)));
    return Array.from(
      { length: width },
      (_, column) => () => rows.flatMap((one) => (one.kind === 'list' ? one.items.slice(column, column + 1) : column === 0 ? [one] : [])),
    );
  };
  const provoked = (commands: Values, args: readonly Expression[], scope: Scope, titles: readonly string[]): readonly Provocation[] => {
    const [codes = [], ...provisions] = args.map((arg) => textsOf(evaluate(arg, scope)));
    const given = { provisions: provisions.flat(), file: module.path, test: titles.join(' › ') };
    return textsOf(commands).flatMap((command) => codes.map((code) => ({ command, code, ...given })));
  };

  const scope: Scope = { module, names: new Map() };
  for (const statement of module.source.statements) visit(statement, scope, []);
  return found;
};

/** `describe`, `it`, `it.each(…)`, `describeOnPostgres`. */
const isBlock = (callee: Expression): boolean =>
  ts.isIdentifier(callee)
    ? BLOCK.test(callee.text)
    : ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)
      ? isBlock(callee.expression) && !(ts.isPropertyAccessExpression(callee) && !MODIFIERS.includes(callee.name.text))
      : false;
const MODIFIERS = ['each', 'only', 'skip'];
