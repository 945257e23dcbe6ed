import { holderOf, ref, type Ref } from '@minglu/kernel';
import { dossiers, titleMisuses, type Dossier } from './state.js';

/** The dossier of a case. */
export const dossierRef = (caseId: string): Ref<Dossier> => ref(dossiers, caseId);
/** What only one dossier holds at a time, by its id. */
type Held = 'objection' | 'investigation' | 'publicity' | 'title' | 'title-use' | 'proceeding' | 'open-dossier';
export const dossierHolding = (kind: Held, id: string): Ref<Dossier> => holderOf(dossiers, kind, id);
/** What a city without a dossier did with the title. */
export const misusesIn = (cityCode: string): Ref<Dossier> => ref(titleMisuses, cityCode);
