import { dossierOf, ordering, publishing, titled } from '../testing/index.js';
import { applyEffect } from './deadline-effects.js';
import { deadlineEffect } from './events.js';

const dated = () => dossierOf(titled().given(publishing(2025, 1), ordering({ dueDate: '2026-06-30' })));

describe('an old rectification event without its year', () => {
  const old = dated().deadlines.map(({ evaluationYear: _, ...deadline }) => deadline);
  const after = (event: object) => applyEffect(old, deadlineEffect(event as never));
  it('is cleared by a report for any year, and when its deadline passes', () => {
    expect(after({ type: 'RectificationSubmitted', data: { evaluationYear: 2023 } })).toEqual([]);
    expect(after({ type: 'RectificationOverdue', data: { dueDate: '2026-06-30' } })).toEqual([]);
  });
  it('does not clear a rectification with a year when it passes', () => {
    expect(
      applyEffect(dated().deadlines, deadlineEffect({ type: 'RectificationOverdue', data: { dueDate: '2026-06-30' } } as never)),
    ).toHaveLength(1);
  });
});
