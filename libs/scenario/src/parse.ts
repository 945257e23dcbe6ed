import { dirname, join } from 'node:path';
import type { Scenario } from './format.js';
import { ROOT_CONTEXT, Plan } from './plan.js';
import { fieldsOf, instantOf, listOf, optional, required, textOf } from './reading.js';
import { readSourceFile, type SourceNode } from './source.js';
import { fill } from './vars.js';

/**
 * Reads a scenario with its fixtures, which are in `fixtures/` beside the file.
 * Throws {@link MalformedScenario} with the place of the first error.
 */
export const parseScenario = (file: string): Scenario => {
  const root = readSourceFile(file);
  const fields = fieldsOf(root, 'scenario', ['title', 'articles', 'clock', 'include', 'steps']);
  const field = (key: keyof typeof fields): SourceNode => required(fields[key], root, 'scenario', key);
  const filled = (node: SourceNode): SourceNode => fill(node, ROOT_CONTEXT.vars);
  const title = textOf(filled(field('title')), 'title');
  const articles = optional(fields.articles, (node) => listOf(filled(node), 'articles', textOf)) ?? [];
  const clock = instantOf(filled(field('clock')), 'clock');
  const steps = field('steps');
  const plan = new Plan(join(dirname(file), 'fixtures'), clock);
  if (fields.include) for (const node of listOf(fields.include, 'include', (item) => item)) plan.include(node, ROOT_CONTEXT);
  plan.addAll(steps, ROOT_CONTEXT);
  return { file, title, articles, clock, steps: plan.steps };
};
