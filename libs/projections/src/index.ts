export { viewOf, type DossierView } from './dossier-view.js';
export { seesAll, visibleClassifications, type VisibleDossier } from './visibility.js';
