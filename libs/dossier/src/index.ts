export { dossierActs } from './acts.js';
export { CODES_WITHOUT_PROVISION } from './codes.js';
export { dossierEvents, type DossierEvent } from './events.js';
export { applyEffect, deadlineEffect, type DeadlineEffect } from './deadlines/effects.js';
export { stateMatrix } from './matrix.js';
export { dossiers, flagsOf, titleMisuses, type Dossier, type Flag, type Subject } from './state.js';
export { CLOSED_STATUSES, mayHappen, statesOf, statusAfter, STATUSES, type DossierCommand, type Status } from './status.js';
