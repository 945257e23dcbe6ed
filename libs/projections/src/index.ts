export { LISTED_STATUSES } from './listing.js';
export { DEADLINE_NAMES, FLAG_LABELS, STATUS_LABELS } from './names.js';
export type { Replay, ReplayStep } from './replay.js';
export { TITLE_STATES, type TitleState } from './title-facts.js';
export { viewOf, type DossierView } from './dossier-view.js';
export { seesAll, visibleClassifications, type VisibleDossier } from './visibility.js';
export { type VisibleEvent } from './visible-event.js';
export { nameSeen, namingOf, type NameOfMaterial } from './material-names.js';
export { standingAt, visibilityOf, type Visibility } from './visibility.js';
