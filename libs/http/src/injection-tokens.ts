/** Nest injection tokens: the composition root provides these values, controllers inject them. */
export const COMMAND_HANDLER = Symbol('CommandHandler');
export const CLOCK = Symbol('Clock');
export const PLACE_AT = Symbol('the place of a position of the log');
export const MAY_CHOOSE_ID = Symbol('MAY_CHOOSE_ID');
export const RECEIPTS = Symbol('RECEIPTS');
export const ACTS = Symbol('AnyAct[]');
export const LOCATION_OF = Symbol('LocationOf');
export const WAKE = Symbol('wakes the readers of the log after an accepted command');
export const DETAILS_FOR = Symbol('who sees the details of /health');
export const PROBES = Symbol('HealthProbe[]');
export const METRIC_SOURCES = Symbol('MetricSource[]');
export const CONSISTENCY_TOKENS = Symbol('ConsistencyTokens');
export const INTERNAL_TOKENS = Symbol('InternalTokens');
export const SYSTEM_ACTOR = Symbol('the Actor of the processes');
export const MOVE_CLOCK = Symbol('MoveClock');
