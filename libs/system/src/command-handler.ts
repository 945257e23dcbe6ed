import { categoryOf, streamId, type Actor, type AnyAct } from '@minglu/kernel';
import { dossierActs, dossiers, titleMisuses, type Dossier } from '@minglu/dossier';
import type { EventStore } from '@minglu/event-store';
import { commandHandler, vault, type ClockWatch, type CommandHandler, type Keys, type StoredMaterials } from '@minglu/casework';
import { visibleClassifications } from '@minglu/projections';
import {
  endOfHandOver,
  policies,
  recordClockFault,
  referenceActs,
  referenceCategories,
  succession,
  successions,
  type Succession,
} from '@minglu/reference';
import { heldBy } from './matters.js';
import { registry } from './registry.js';
import { MINISTRY, observePolicies, RULE_PACKAGE, type PolicyValues } from '@minglu/regulation';

/** The actor of system commands. It never counts as a person. */
export const SYSTEM: Actor = { person: 'system', role: 'system', org: MINISTRY };

/** The stream of the changes of divisions and parks. */
const SUCCESSION = streamId(successions, succession.id);

/** The stream whose version events name as that of the calendar. */
export const CALENDAR_STREAM = 'work-calendar/national';
// Each act has the types of its own stream. The command handler takes all of them.
export const acts = [...referenceActs, ...dossierActs] as unknown as readonly AnyAct[];
export const categories = [...referenceCategories, dossiers, titleMisuses];

interface HandlerParts {
  /** Number of folded streams in memory; the default is that of the command handler. */
  readonly cachedStreams?: number;
  /** Holds commands while a clock is wrong, once it is started. */
  readonly watch?: ClockWatch;
  /** Default: every digest that a command names is known. */
  readonly materials?: StoredMaterials;
}

/** Composes the command handler of all acts over an event store. */
export const commandHandlerOf = (
  store: EventStore,
  keys: Pick<Keys, 'vault' | 'vaultPrevious' | 'requests'>,
  { cachedStreams, watch, materials }: HandlerParts = {},
): CommandHandler =>
  commandHandler({
    store,
    ...(watch ? { clockWatch: watch, clockFault: recordClockFault.command } : {}),
    ...(cachedStreams === undefined ? {} : { cachedStreams }),
    ...(materials ? { materials } : {}),
    registry,
    acts,
    categories,
    vault: vault(keys.vault, keys.vaultPrevious),
    requestKey: keys.requests,
    held: heldBy,
    endOfHandOver,
    rulePackage: RULE_PACKAGE,
    calendarStream: CALENDAR_STREAM,
    observe: (category, state) => {
      if (category !== policies.category.name) return null;
      const { values, read } = observePolicies(state as PolicyValues);
      return { state: values, read };
    },
    isReference: (stream) => referenceCategories.some(({ name }) => name === categoryOf(stream)),
    visibleTo: (actor, stream, stateOf, at) => {
      if (categoryOf(stream) !== dossiers.name) return ['PUBLIC', 'INTERNAL', 'RESTRICTED'];
      const known = (stateOf(SUCCESSION) ?? successions.initial) as Succession;
      return visibleClassifications(actor, stateOf(stream) as Dossier, { at, succession: known });
    },
  });
