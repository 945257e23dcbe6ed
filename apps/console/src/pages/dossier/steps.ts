import { useQuery } from '@tanstack/react-query';
import { changed, type Change } from '@minglu/difference';
import { createElement, memo, useMemo, type ComponentType, type FunctionComponent } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';

export type Step = Schemas['StepDto'];

/** A case at one moment. Each list is a record of its items, by the facts by which they are known. */
export type Keyed = Readonly<Record<string, unknown>>;

const PAGE = 200;

/** All steps of a case, page by page. */
const allSteps = async (id: string, signal: AbortSignal): Promise<readonly Step[]> => {
  const steps: Step[] = [];
  for (let after: number | null = 0; after !== null;) {
    const query: { limit: number; afterVersion?: number } = { limit: PAGE, ...(after > 0 ? { afterVersion: after } : {}) };
    const page: Schemas['StepsDto'] = await dataOf(api.GET('/dossiers/{id}/steps', { params: { path: { id }, query }, signal }));
    steps.push(...page.items);
    after = page.next;
  }
  return steps;
};

export const useSteps = (id: string, enabled = true) =>
  useQuery({ queryKey: ['steps', id], enabled, queryFn: ({ signal }) => allSteps(id, signal), staleTime: 60_000 });

/** The case after each step. The states share all that a step left as it was, so that scrubbing only picks one. */
export const useStates = (steps: readonly Step[]): readonly Keyed[] =>
  useMemo(() => {
    const states: Keyed[] = [];
    for (const { changes } of steps) states.push(changed(states.at(-1) ?? {}, changes as readonly Change[]) as Keyed);
    return states;
  }, [steps]);

/** The items of a list in keyed data. */
export const itemsOf = <T>(list: unknown): readonly T[] => (typeof list === 'object' && list !== null ? (Object.values(list) as T[]) : []);

export const recordOf = (value: unknown): Keyed => (typeof value === 'object' && value !== null ? (value as Keyed) : {});

/** Computes a value once for each object. States share the objects that a step left as they were, so most values are there already. */
export const oncePer = <T>(valueOf: (of: object) => T): ((of: object) => T) => {
  const known = new WeakMap<object, T>();
  return (of) => {
    if (!known.has(of)) known.set(of, valueOf(of));
    return known.get(of)!;
  };
};

/**
 * A part of the page that shows the named fields of a state. A step that leaves them as they were does not render it again.
 *
 * @param names the fields that the part reads; it gets no others
 */
export const showing = <P extends { readonly state: Keyed }>(
  names: readonly string[],
  component: ComponentType<P>,
): FunctionComponent<P> => {
  const Part = memo(component) as unknown as FunctionComponent<P>;
  return (props) => {
    const values = names.map((name) => props.state[name]);
    const state = useMemo(() => Object.fromEntries(names.map((name, place) => [name, values[place]])), values);
    return createElement(Part, { ...props, state });
  };
};

/** Deadlines and other data of the API hold lists: keyed data are turned back where they are shown. */
export const deadlineOf = oncePer((keyedDeadline: object): Schemas['DeadlineDto'] => {
  const fields = recordOf(keyedDeadline);
  const rule = recordOf(fields['rule']);
  return {
    ...fields,
    workingDays: itemsOf<string>(fields['workingDays']).toSorted(),
    rule: { ...rule, basis: itemsOf<string>(rule['basis']) },
  } as unknown as Schemas['DeadlineDto'];
});
