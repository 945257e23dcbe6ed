import { eventRegistry } from '@minglu/kernel';
import { dossierEvents } from '@minglu/dossier';
import { referenceEvents } from '@minglu/reference';

/** All types of events. */
export const events = { ...referenceEvents, ...dossierEvents };
export const registry = eventRegistry(events);
/** True if this version of the software has the event type. */
export const isKnown = (type: string): boolean => registry.definitions.has(type);
