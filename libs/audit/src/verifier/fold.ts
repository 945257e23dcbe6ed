import { canonicalJson } from '@minglu/event-store/canonical';
import { dossierEvents, dossiers, type Dossier, type DossierEvent } from '@minglu/dossier';
import { categoryOf, eventRegistry, UnreadableEvent } from '@minglu/kernel';
import type { Leaf } from '../leaf.js';
import { matches } from './verdict.js';

const registry = eventRegistry(dossierEvents);

export const isFolded = (stream: string): boolean => categoryOf(stream) === dossiers.name;

/** Folds a dossier by the rules of this software. Each step is the state after an event, as canonical JSON. */
export function* foldedStates(
  events: readonly { readonly leaf: Pick<Leaf, 'type' | 'schema'>; readonly payload: string }[],
): Generator<string> {
  let state: Dossier = dossiers.initial;
  for (const { leaf, payload } of events) {
    state = dossiers.evolve(state, read(leaf, payload));
    yield canonicalJson(state);
  }
}

const read = ({ type, schema }: Pick<Leaf, 'type' | 'schema'>, payload: string): DossierEvent => {
  try {
    return registry.read(type, Number(schema.version), JSON.parse(payload)) as DossierEvent;
  } catch (error) {
    if (error instanceof UnreadableEvent || error instanceof SyntaxError) matches(false, error.message);
    throw error;
  }
};
