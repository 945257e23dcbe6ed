import type { RecordedEvent } from '@minglu/kernel';
import type { CorrectionEvent } from '@minglu/reference';
import { approvedIn, correctionsProjection, correctionsStream } from './corrections-view.js';

const recorded = (position: number, type: CorrectionEvent['type'], data: object, streamId = 'corrected/dossier.a') =>
  ({
    position,
    streamId,
    recordedAt: `2025-01-0${position}T00:00:00.000Z`,
    event: { type, data },
  }) as unknown as RecordedEvent<CorrectionEvent>;
const correction = (correctionId: string, more: object = {}) => ({
  correctionId,
  targetEventId: 'ABCDEF01-0000-7000-8000-000000000000',
  targetType: 'ApplicationOpened',
  field: 'cityName',
  newValue: { ref: 'r', commitment: 'c' },
  reason: { ref: 'r', commitment: 'c' },
  approvedBy: 'approver-1',
  ...more,
});

describe('the corrections of the events of a dossier', () => {
  it('are the approved ones in their order, without reasons and persons', () => {
    expect(
      approvedIn([
        recorded(1, 'RecordCorrected', correction('k1', { value: '甲' })),
        recorded(2, 'CorrectionPublished', { correctionId: 'k1' }),
        recorded(3, 'RecordCorrected', correction('k2', { value: null })),
        recorded(4, 'RecordCorrected', correction('k3')),
      ]),
    ).toEqual(
      [
        { correctionId: 'k1', value: '甲', correctedAt: '2025-01-01T00:00:00.000Z' },
        { correctionId: 'k2', value: null, correctedAt: '2025-01-03T00:00:00.000Z' },
        { correctionId: 'k3', correctedAt: '2025-01-04T00:00:00.000Z' },
      ].map((one) => ({ eventId: 'abcdef01-0000-7000-8000-000000000000', field: 'cityName', ...one })),
    );
    expect(approvedIn([])).toEqual([]);
  });
  it('are kept by the stream of the approvals, for dossiers alone', () => {
    const keyOf = (streamId: string) => correctionsProjection.key(recorded(1, 'RecordCorrected', {}, streamId));
    expect(correctionsStream('dossier/a')).toBe('corrected/dossier.a');
    expect(keyOf('corrected/dossier.a')).toBe('corrected/dossier.a');
    for (const other of ['corrected/campaign.a', 'correction/dossier.a', 'dossier/a']) expect(keyOf(other)).toBeNull();
    expect(approvedIn([recorded(1, 'CorrectionPublished', {})])).toEqual([]);
  });
});
