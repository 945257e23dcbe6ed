import { holderOf, ref, type Ref } from '@minglu/kernel';
import { dossiers, titleMisuses, type Dossier } from './state.js';

/** The dossier of a case. */
export const dossierRef = (caseId: string): Ref<Dossier> => ref(dossiers, caseId);
/** The kinds of id that only one dossier claims at a time. */
type Held =
  'objection' | 'investigation' | 'publicity' | 'title' | 'title-use' | 'proceeding' | 'legal-hold' | 'evidence-export' | 'open-dossier';
export const dossierHolding = (kind: Held, id: string): Ref<Dossier> => holderOf(dossiers, kind, id);
/** The stream of title misuses by a city without a dossier. */
export const misusesIn = (cityCode: string): Ref<Dossier> => ref(titleMisuses, cityCode);
