/** What the composition root hands to controllers and handlers. */
export const CASEWORK = Symbol('the generic command handler');
export const CLOCK = Symbol('the clock');
export const ON_ACCEPTED = Symbol('what to do after an accepted command');
export const PROBES = Symbol('what must be well to be ready');
export const FIGURES = Symbol('what is counted');
export const BOOKMARKS = Symbol('positions as callers hold them');
export const INTERNAL = Symbol('tokens between services');
export const SYSTEM_ACTOR = Symbol('the actor of the processes');
export const CLOCK_HAND = Symbol('moves the clock of a scenario');
