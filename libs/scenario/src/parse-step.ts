import { malformed } from './format.js';
import type { ScenarioActor } from './port.js';
import { fieldsOf, mapOf, required, textOf } from './reading.js';
import type { SourceNode } from './source.js';
import { fill, type Vars } from './vars.js';

/** The forms of a step by their main key, with all keys of the form. */
const FORMS = {
  do: ['do', 'at', 'by', 'with', 'expect', 'unless', 'label'],
  include: ['include', 'unless'],
  advanceTo: ['advanceTo', 'expect', 'unless', 'label'],
  check: ['check', 'at', 'expect', 'unless'],
} as const;
export type StepForm = keyof typeof FORMS;
const STEP_KEYS = ['at', 'by', 'do', 'with', 'expect', 'unless', 'include', 'advanceTo', 'check', 'label'] as const;
export type StepFields = Partial<Record<(typeof STEP_KEYS)[number], SourceNode>>;

export const stepFields = (node: SourceNode): StepFields => fieldsOf(node, 'step', STEP_KEYS);

/** The form of a step. Throws for a key of another form. */
export const stepForm = (node: SourceNode, fields: StepFields): StepForm => {
  const forms = (Object.keys(FORMS) as StepForm[]).filter((key) => fields[key]);
  const [form] = forms;
  if (form === undefined || forms.length > 1) {
    const [zh, en] =
      form === undefined ? ['步骤缺少其中之一', 'a step lacks one of'] : ['步骤只能有其中之一', 'a step can only have one of'];
    throw malformed(node.place, `${zh}：do, include, advanceTo, check`, `${en}: do, include, advanceTo, check`);
  }
  fieldsOf(node, `${form} step`, FORMS[form]);
  if (form === 'do') required(fields.by, node, 'do step', 'by');
  return form;
};

/** `{ name: value }`: true if a variable has the value, compared as text. */
export const isSkipped = (unless: SourceNode, vars: Vars): boolean =>
  [...mapOf(unless, 'unless').entries].some(([name, { value }]) => {
    const wanted = fill(value, vars);
    if (wanted.kind !== 'scalar') throw malformed(value.place, `“unless.${name}” 应为一个值`, `"unless.${name}" must be a single value`);
    const actual = vars.get(name);
    return actual?.kind === 'scalar' && actual.text === wanted.text;
  });

export const actorOf = (node: SourceNode): ScenarioActor => {
  const fields = fieldsOf(node, 'by', ['role', 'org', 'person']);
  const read = (key: keyof ScenarioActor) => textOf(required(fields[key], node, 'by', key), `by.${key}`);
  return { role: read('role'), org: read('org'), person: read('person') };
};
