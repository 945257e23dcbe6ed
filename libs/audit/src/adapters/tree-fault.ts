/** The place of a fault: the events, the trees over them, or a table beside them. */
export type FaultKind = 'events' | 'tree' | 'map' | 'checkpoint' | 'claims' | 'commands' | 'vault';

/** The trees do not follow from the events, or contradict a checkpoint. The sequencer signs nothing more. */
export class TreeFault extends Error {
  constructor(
    /** The first position that is known to be bad. */
    readonly position: number,
    why: string,
    readonly kind: FaultKind = 'tree',
  ) {
    super(`the transparency log and the events differ from position ${position} on: ${why}`);
  }
}
