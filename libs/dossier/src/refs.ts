import { holderOf, ref, type Ref } from '@minglu/kernel';
import { dossiers, type Dossier } from './state.js';

/** The dossier of a case. */
export const dossierRef = (caseId: string): Ref<Dossier> => ref(dossiers, caseId);
/** The dossier that holds a unique id: `objection`, `investigation`, `publicity`, `title`. */
export const dossierHolding = (kind: 'objection' | 'investigation' | 'publicity' | 'title', id: string): Ref<Dossier> =>
  holderOf(dossiers, kind, id);
