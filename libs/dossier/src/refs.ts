import { holderOf, ref, type Ref } from '@minglu/kernel';
import { dossiers, type Dossier } from './state.js';

/** The dossier of a case. */
export const dossierRef = (caseId: string): Ref<Dossier> => ref(dossiers, caseId);
/** What only one dossier holds at a time, by its id. */
type Held = 'objection' | 'investigation' | 'publicity' | 'title' | 'title-use' | 'proceeding' | 'open-dossier';
export const dossierHolding = (kind: Held, id: string): Ref<Dossier> => holderOf(dossiers, kind, id);
