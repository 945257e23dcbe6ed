import type { DomainEvent } from '@minglu/kernel';

/** The event types that a chapter folds. The compiler demands each type of the union. */
export type Folds<E extends DomainEvent> = Readonly<Record<E['type'], unknown>>;
