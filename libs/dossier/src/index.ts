export { CODES_WITHOUT_PROVISION } from './case/codes.js';
export { actsByChapter, dossierActs } from './case/acts.js';
export { commandTable } from './case/command-table.js';
export { applyEffect, type DeadlineEffect } from './case/deadline-effects.js';
export { deadlineEffect, dossierEvents, statusAfter, type DossierEvent } from './case/events.js';
export { stateMatrix } from './case/matrix.js';
export { dossiers, flagsOf, titleMisuses, type Dossier, type Flag, type Subject } from './case/state.js';
export { CLOSED_STATUSES, STATUSES, type Status } from './case/status.js';
export { commandsIn, mayHappen, statusesOf, type DossierCommand } from './case/table.js';
