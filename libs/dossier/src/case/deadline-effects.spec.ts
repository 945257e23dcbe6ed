import { dossierOf, ordering, publishing, titled } from '../testing/index.js';
import { applyEffect } from './deadline-effects.js';
import { deadlineEffect } from './events.js';

const dated = () => dossierOf(titled().given(publishing(2025, 1), ordering({ dueDate: '2026-06-30' })));

describe('a rectification recorded when a title had one timer for all', () => {
  const old = dated().deadlines.map(({ evaluationYear: _, ...deadline }) => deadline);
  const after = (event: object) => applyEffect(old, deadlineEffect(event as never));
  it('ends with any report, and with its passing', () => {
    expect(after({ type: 'RectificationSubmitted', data: { evaluationYear: 2023 } })).toEqual([]);
    expect(after({ type: 'RectificationOverdue', data: { dueDate: '2026-06-30' } })).toEqual([]);
  });
  it('passing is not that of one with a year', () => {
    expect(
      applyEffect(dated().deadlines, deadlineEffect({ type: 'RectificationOverdue', data: { dueDate: '2026-06-30' } } as never)),
    ).toHaveLength(1);
  });
});
