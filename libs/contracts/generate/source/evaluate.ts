import type { CallExpression, Expression, FunctionLikeDeclaration, Node, ObjectLiteralExpression, TemplateExpression } from 'typescript';
import type { Modules } from './modules.js';
import { functionScope } from './scope.js';
import { ts } from './typescript.js';
import { GAP, itemsOf, property, textsOf, textValue, UNKNOWN, type Value, type Scope, type Values } from './values.js';

/** Deeper calls are unknown. */
const DEEPEST = 24;
/** A text with more variants than these has a gap instead. */
const MOST_VARIANTS = 8;
/** Methods of a list that return items of it, or a list of them. */
const ITEM_OF = ['find', 'findLast', 'at'];
const SAME_LIST = ['filter', 'sort', 'slice', 'reverse', 'flat', 'values', 'concat'];

/** Evaluates expressions of the source as far as they are constant. Unknown parts stay unknown; branches are all taken. */
export interface Evaluator {
  readonly evaluate: (node: Node, scope: Scope) => Values;
  /** The functions that an expression may be, with the scopes in which they were written. */
  readonly functionsIn: (node: Expression, scope: Scope) => readonly Extract<Value, { kind: 'function' }>[];
}

/** `recorded`: a call of this method is a record with its argument under the name of the method. The object does not matter. */
export const evaluatorOf = (modules: Modules, recorded?: string): Evaluator => {
  let depth = 0;

  const evaluate = (node: Node, scope: Scope): Values => {
    if (depth > DEEPEST) return UNKNOWN;
    depth += 1;
    try {
      return evaluated(node, scope);
    } finally {
      depth -= 1;
    }
  };

  const evaluated = (node: Node, scope: Scope): Values => {
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node))
      return evaluate(node.expression, scope);
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [textValue(node.text)];
    if (ts.isTemplateExpression(node)) return template(node, scope);
    if (ts.isArrayLiteralExpression(node)) {
      const items = node.elements.flatMap((item) =>
        ts.isSpreadElement(item) ? itemsOf(evaluate(item.expression, scope)) : evaluate(item, scope),
      );
      return [{ kind: 'list', items }];
    }
    if (ts.isObjectLiteralExpression(node)) return [objectOf(node, scope)];
    if (ts.isConditionalExpression(node)) return [...evaluate(node.whenTrue, scope), ...evaluate(node.whenFalse, scope)];
    if (ts.isBinaryExpression(node)) return binary(node.left, node.operatorToken.kind, node.right, scope);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node))
      return [{ kind: 'function', node, scope }];
    if (ts.isIdentifier(node)) return named(node.text, scope);
    if (ts.isPropertyAccessExpression(node)) return property(evaluate(node.expression, scope), node.name.text);
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression;
      const of = evaluate(node.expression, scope);
      return ts.isStringLiteral(key) ? property(of, key.text) : itemsOf(of);
    }
    if (ts.isNewExpression(node)) return node.arguments?.[0] ? evaluate(node.arguments[0], scope) : UNKNOWN;
    if (ts.isCallExpression(node)) return call(node, scope);
    return node.kind === ts.SyntaxKind.NullKeyword ? [] : UNKNOWN;
  };

  const named = (name: string, scope: Scope): Values => {
    if (name === 'undefined') return [];
    const local = scope.names.get(name);
    if (local) return local();
    const declared = modules.find(scope.module, name);
    return declared ? evaluate(declared.node, { module: declared.module, names: new Map() }) : UNKNOWN;
  };

  const binary = (left: Expression, operator: number, right: Expression, scope: Scope): Values => {
    const { QuestionQuestionToken, BarBarToken, AmpersandAmpersandToken } = ts.SyntaxKind;
    if (operator === AmpersandAmpersandToken) return evaluate(right, scope);
    return operator === QuestionQuestionToken || operator === BarBarToken ? [...evaluate(left, scope), ...evaluate(right, scope)] : UNKNOWN;
  };

  const template = ({ head, templateSpans }: TemplateExpression, scope: Scope): Values => {
    let variants: readonly string[] = [head.text];
    for (const { expression, literal } of templateSpans) {
      const parts = partsOf(expression, scope, MOST_VARIANTS / variants.length);
      variants = variants.flatMap((before) => parts.map((part) => before + part + literal.text));
    }
    return variants.map(textValue);
  };

  /** The texts of a part of a template. A part without a text, or with too many, is a gap. */
  const partsOf = (expression: Expression, scope: Scope, most: number): readonly string[] => {
    const texts = textsOf(evaluate(expression, scope));
    const isWritten = ts.isConditionalExpression(expression) || ts.isIdentifier(expression);
    const whole = texts.map((text) => ((text === '' ? !isWritten : !isWritten && text.includes(GAP)) ? GAP : text));
    return whole.length === 0 || whole.length > most ? [GAP] : [...new Set(whole)];
  };

  const objectOf = (node: ObjectLiteralExpression, scope: Scope): Value => {
    let open = false;
    const fields = new Map<string, () => Values>();
    for (const member of node.properties) {
      if (ts.isSpreadAssignment(member)) {
        for (const value of evaluate(member.expression, scope)) {
          if (value.kind === 'record') for (const [name, field] of value.fields) fields.set(name, field);
          open ||= value.kind === 'unknown' || (value.kind === 'record' && value.open);
        }
      } else if (ts.isShorthandPropertyAssignment(member)) fields.set(member.name.text, () => named(member.name.text, scope));
      else if (ts.isPropertyAssignment(member) && !ts.isComputedPropertyName(member.name))
        fields.set(member.name.text, () => evaluate(member.initializer, scope));
    }
    return { kind: 'record', fields, open };
  };

  const call = ({ expression, arguments: args }: CallExpression, scope: Scope): Values => {
    const given = args.map((arg) => () => evaluate(arg, scope));
    if (ts.isPropertyAccessExpression(expression)) {
      const method = expression.name.text;
      if (method === recorded && given[0]) return [{ kind: 'record', fields: new Map([[method, given[0]]]), open: false }];
      const of = evaluate(expression.expression, scope);
      if (of.some(({ kind }) => kind === 'list')) {
        if (ITEM_OF.includes(method)) return itemsOf(of);
        if (SAME_LIST.includes(method)) return of;
        if (method === 'map' || method === 'flatMap')
          return [
            { kind: 'list', items: functionsOf(given[0]?.() ?? []).flatMap((fn) => returned(fn.node, [() => itemsOf(of)], fn.scope)) },
          ];
        return UNKNOWN;
      }
    }
    const functions = functionsIn(expression, scope);
    return functions.length === 0 ? UNKNOWN : functions.flatMap((fn) => returned(fn.node, given, fn.scope));
  };

  /** The values that a function returns, over all its branches. */
  const returned = (fn: FunctionLikeDeclaration, args: readonly (() => Values)[], outer: Scope): Values => {
    if (!fn.body) return UNKNOWN;
    const scope = functionScope(fn, args, outer, evaluate);
    if (!ts.isBlock(fn.body)) return evaluate(fn.body, scope);
    const values: Value[] = [];
    const visit = (node: Node): void => {
      if (ts.isFunctionLike(node)) return;
      if (ts.isReturnStatement(node) && node.expression) values.push(...evaluate(node.expression, scope));
      ts.forEachChild(node, visit);
    };
    visit(fn.body);
    return values;
  };

  const functionsIn = (node: Expression, scope: Scope) => functionsOf(evaluate(node, scope));
  return { evaluate, functionsIn };
};

const functionsOf = (values: Values) => values.filter((value) => value.kind === 'function');
