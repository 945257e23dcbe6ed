import type { DomainEvent } from '@minglu/kernel';

/** The types of event that a chapter folds. The compiler asks for each type of the union. */
export type Folds<E extends DomainEvent> = Readonly<Record<E['type'], unknown>>;
