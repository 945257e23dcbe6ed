export { viewOf, type DossierView } from './dossier-view.js';
export { visibleClassifications, type VisibleDossier } from './visibility.js';
