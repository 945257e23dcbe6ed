import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inShanghai, type Instant } from '@minglu/kernel';
import { malformed, MalformedScenario, type Place, type Step } from './format.js';
import { checkReferences } from './event-references.js';
import { NO_EXPECTATION, parseExpectation } from './parse-expectation.js';
import { actorOf, isSkipped, stepFields, stepForm, type StepFields, type StepForm } from './parse-step.js';
import { fieldsOf, instantOf, listOf, mapOf, optional, required, textOf, trueOf } from './reading.js';
import { readSourceFile, valueOf, type SourceEntry, type SourceNode } from './source.js';
import { fill, type Vars } from './vars.js';

/** The includes around a step. */
export interface Context {
  /** The enclosing fixtures, outermost first. */
  readonly fixtures: readonly string[];
  readonly vars: Vars;
}
export const ROOT_CONTEXT: Context = { fixtures: [], vars: new Map() };

/** The steps of a scenario in the order in which they run, each with its instant. */
export class Plan {
  readonly steps: Step[] = [];
  private readonly labels = new Set<string>();
  private readonly sources = new Map<string, SourceNode>();

  constructor(
    private readonly fixtureFolder: string,
    private clock: Instant,
  ) {}

  addAll(list: SourceNode, context: Context): void {
    for (const node of listOf(list, 'steps', (item) => item)) this.add(node, context);
  }

  private add(node: SourceNode, context: Context): void {
    const fields = stepFields(node);
    const form = stepForm(node, fields);
    // Before the variables are filled in: a skipped step may use variables that are not given.
    if (fields.unless && isSkipped(fields.unless, context.vars)) return;
    if (form === 'include') this.include(fields.include!, context);
    else this.steps.push(this.step(node.place, form, stepFields(fill(node, context.vars)), context));
  }

  private step(place: Place, form: Exclude<StepForm, 'include'>, fields: StepFields, { fixtures }: Context): Step {
    const at = this.moveTo(form === 'advanceTo' ? fields.advanceTo : fields.at, form === 'advanceTo' ? 'advanceTo' : 'at');
    const expect = optional(fields.expect, (node) => parseExpectation(node, form === 'do')) ?? NO_EXPECTATION;
    const data = optional(fields.with, (node) => valueOf(mapOf(node, 'with')) as Record<string, unknown>) ?? {};
    for (const node of [fields.with, fields.expect]) if (node) checkReferences(node, this.labels);
    const base = { place, fixture: fixtures.at(-1) ?? null, label: this.labelOf(fields.label), at, expect };
    if (form === 'advanceTo') return { ...base, kind: 'advance' };
    if (form === 'check') {
      trueOf(fields.check!, 'check');
      return { ...base, kind: 'check' };
    }
    return { ...base, kind: 'command', by: actorOf(fields.by!), command: textOf(fields.do!, 'do'), data };
  }

  private labelOf(node: SourceNode | undefined): string | null {
    if (!node) return null;
    const label = textOf(node, 'label');
    if (label.includes('/')) throw malformed(node.place, `“label” 中不能有 “/”：${label}`, `a label has no "/": ${label}`);
    if (this.labels.has(label)) throw malformed(node.place, `“${label}” 已是另一步骤的标签`, `the label "${label}" is given twice`);
    this.labels.add(label);
    return label;
  }

  /** `<fixture>` with the current variables, or `{ fixture, vars }` with additional ones. */
  include(node: SourceNode, context: Context): void {
    const { fixture, vars } = node.kind === 'map' ? fieldsOf(node, 'include', ['fixture', 'vars']) : { fixture: node, vars: undefined };
    const name = textOf(fill(required(fixture, node, 'include', 'fixture'), context.vars), 'fixture');
    const more = optional(vars, (given) => mapOf(fill(given, context.vars), 'vars').entries) ?? new Map<string, SourceEntry>();
    const inner: Context = {
      fixtures: [...context.fixtures, name],
      vars: new Map([...context.vars, ...[...more].map(([key, entry]) => [key, entry.value] as const)]),
    };
    if (context.fixtures.includes(name)) {
      const circle = inner.fixtures.join(' → ');
      throw malformed(node.place, `夹具循环引用：${circle}`, `fixtures include each other in a circle: ${circle}`);
    }
    const source = this.fixture(name, node.place);
    try {
      this.addAll(required(fieldsOf(source, 'fixture', ['steps']).steps, source, 'fixture', 'steps'), inner);
    } catch (error) {
      if (!(error instanceof MalformedScenario)) throw error;
      throw new MalformedScenario(error.place, error.reason, [...error.includedFrom, node.place]);
    }
  }

  private fixture(name: string, from: Place): SourceNode {
    const known = this.sources.get(name);
    if (known) return known;
    // A name, not a path: a scenario reads no file outside its own folder.
    const paths = /[/\\]/.test(name) ? [] : ['.yaml', '.yml'].map((ending) => join(this.fixtureFolder, name + ending));
    const path = paths.find((candidate) => existsSync(candidate));
    if (!path)
      throw malformed(
        from,
        `没有夹具 “${name}”（在文件旁的 fixtures/ 中查找）`,
        `there is no fixture "${name}" in fixtures/ beside the file`,
      );
    const source = readSourceFile(path);
    this.sources.set(name, source);
    return source;
  }

  /** Moves the planned clock forward; without an instant it stays. */
  private moveTo(node: SourceNode | undefined, what: string): Instant {
    if (!node) return this.clock;
    const instant = instantOf(node, what);
    if (instant < this.clock) {
      const [to, now] = [inShanghai(instant), inShanghai(this.clock)];
      throw malformed(node.place, `“${what}” ${to} 早于此时的时钟 ${now}`, `"${what}" ${to} is before the clock, which stands at ${now}`);
    }
    this.clock = instant;
    return instant;
  }
}
