import { dirname, join } from 'node:path';
import type { Scenario } from './format.js';
import { OUTSIDE, Plan } from './plan.js';
import { fieldsOf, instantOf, listOf, optional, required, textOf } from './reading.js';
import { readSourceFile, type SourceNode } from './source.js';
import { fill } from './vars.js';

/**
 * Reads a scenario with its fixtures, which lie in `fixtures/` beside it, into the steps that run.
 * Throws {@link MalformedScenario} with the place of the first thing that is not of the format.
 */
export const parseScenario = (file: string): Scenario => {
  const root = readSourceFile(file);
  const fields = fieldsOf(root, 'scenario', ['title', 'articles', 'clock', 'include', 'steps']);
  const field = (key: keyof typeof fields): SourceNode => required(fields[key], root, 'scenario', key);
  const filled = (node: SourceNode): SourceNode => fill(node, OUTSIDE.vars);
  const title = textOf(filled(field('title')), 'title');
  const articles = optional(fields.articles, (node) => listOf(filled(node), 'articles', textOf)) ?? [];
  const clock = instantOf(filled(field('clock')), 'clock');
  const steps = field('steps');
  const plan = new Plan(join(dirname(file), 'fixtures'), clock);
  if (fields.include) for (const node of listOf(fields.include, 'include', (item) => item)) plan.include(node, OUTSIDE);
  plan.addAll(steps, OUTSIDE);
  return { file, title, articles, clock, steps: plan.steps };
};
