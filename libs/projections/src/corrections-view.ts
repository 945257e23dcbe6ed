import { streamId, type Instant, type Projection, type RecordedEvent } from '@minglu/kernel';
import { correctionsIn, type CorrectionEvent } from '@minglu/reference';

/** An approved correction (更正) of a recorded event, without the reason and the persons. */
export interface ApprovedCorrection {
  readonly correctionId: string;
  /** The corrected event. */
  readonly eventId: string;
  /** A field of its payload, or a path like `goals[0].target`. */
  readonly field: string;
  /** Absent where the record is sealed, or the new value is a list or a record. */
  readonly value?: unknown;
  readonly correctedAt: Instant;
}

/** The approved corrections of the events of one dossier, in the order of their approval. */
export interface CorrectionsView {
  readonly streamId: string;
  readonly corrections: readonly ApprovedCorrection[];
  readonly position: number;
}

/** The stream with the approved corrections of the events of another stream. */
export const correctionsStream = (ofStream: string): string => {
  const { category, id } = correctionsIn(ofStream);
  return streamId(category, id);
};
const OF_DOSSIERS = correctionsStream('dossier/');

/** The id of the dossier whose corrections a stream has. */
export const correctedCase = (stream: string): string => stream.slice(OF_DOSSIERS.length);

/** A table of its own: a correction travels on another partition than its dossier and may come first. */
export const correctionsProjection: Projection<CorrectionsView, CorrectionEvent> = {
  name: 'corrections',
  version: 1,
  key: ({ streamId: stream }) => (stream.startsWith(OF_DOSSIERS) ? stream : null),
  apply: (row, { event, recordedAt, position, streamId: stream }) => {
    if (event.type !== 'RecordCorrected') return row ?? null;
    const { correctionId, targetEventId, field, value } = event.data;
    const correction = { correctionId, eventId: targetEventId.toLowerCase(), field, ...(value === undefined ? {} : { value }) };
    return { streamId: stream, corrections: [...(row?.corrections ?? []), { ...correction, correctedAt: recordedAt }], position };
  },
};

/** The approved corrections in a history of them. */
export const approvedIn = (history: readonly RecordedEvent<CorrectionEvent>[]): readonly ApprovedCorrection[] => {
  let row: CorrectionsView | undefined;
  for (const event of history) row = correctionsProjection.apply(row, event) ?? undefined;
  return row?.corrections ?? [];
};
