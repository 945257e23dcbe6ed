import type { BindingName, FunctionLikeDeclaration, Node } from 'typescript';
import { ts } from './typescript.js';
import { itemsOf, property, UNKNOWN, type Scope, type Values } from './values.js';

type Compute = () => Values;

/**
 * The scope inside a function: its parameters with the arguments, and the constants of its body. All blocks of a body are one
 * scope, in which two constants of one name have the values of both.
 */
export const functionScope = (
  fn: FunctionLikeDeclaration,
  args: readonly Compute[],
  outer: Scope,
  evaluate: (node: Node, scope: Scope) => Values,
): Scope => {
  const own = new Map<string, Compute>();
  const names = new Map(outer.names);
  const scope: Scope = { module: outer.module, names };
  const add = (pattern: BindingName, value: Compute): void => {
    for (const [name, compute] of bound(pattern, once(value))) {
      const before = own.get(name);
      own.set(name, before ? () => [...before(), ...compute()] : compute);
      names.set(name, own.get(name)!);
    }
  };
  fn.parameters.forEach(({ name, initializer }, index) =>
    add(name, () => args[index]?.() ?? (initializer ? evaluate(initializer, scope) : UNKNOWN)),
  );
  const constantsIn = (node: Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer)) {
      for (const { name } of node.initializer.declarations) add(name, () => itemsOf(evaluate(node.expression, scope)));
    } else if (ts.isVariableDeclaration(node) && node.initializer) {
      const { initializer } = node;
      add(node.name, () => evaluate(initializer, scope));
    }
    ts.forEachChild(node, constantsIn);
  };
  if (fn.body) constantsIn(fn.body);
  return scope;
};

/** Computed once; unknown inside its own computation. */
const once = (compute: Compute): Compute => {
  let known: Values | undefined;
  return () => {
    if (known) return known;
    known = UNKNOWN;
    known = compute();
    return known;
  };
};

/** The names of a pattern with their values. */
const bound = (pattern: BindingName, value: Compute): readonly (readonly [string, Compute])[] => {
  if (ts.isIdentifier(pattern)) return [[pattern.text, value]];
  return pattern.elements.flatMap((element) => {
    if (!ts.isBindingElement(element)) return [];
    const { name, propertyName, dotDotDotToken } = element;
    if (dotDotDotToken) return bound(name, value);
    if (ts.isArrayBindingPattern(pattern)) return bound(name, () => itemsOf(value()));
    const field = propertyName ?? name;
    return bound(name, ts.isIdentifier(field) ? () => property(value(), field.text) : () => UNKNOWN);
  });
};
