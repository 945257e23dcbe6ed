import type { Deadline } from '@minglu/regulation';
import { dossierOf, ordering, publishing, titled } from '../testing/index.js';
import { applyEffect } from './deadline-effects.js';
import { deadlineEffect } from './events.js';

const dated = () => dossierOf(titled().given(publishing(2025, 1), ordering({ dueDate: '2026-06-30' })));

const deadline = (kind: Deadline['kind'], of = 'a', evaluationYear?: number) => ({ kind, of, evaluationYear }) as Deadline;

describe('the open deadlines after an effect', () => {
  const open = [deadline('creation-cycle'), deadline('rectification', 't-a', 2024), deadline('statement-window', 'pr1')];
  it('are the same without an effect, none after the end of all, and those that are restored', () => {
    expect(applyEffect(open, null)).toBe(open);
    expect(applyEffect(open, { clearAll: true })).toEqual([]);
    expect(applyEffect([], { restore: open })).toEqual(open);
  });
  it('lose those of a kind, of the named subjects alone', () => {
    expect(applyEffect(open, { clear: ['statement-window'] })).toEqual(open.slice(0, 2));
    expect(applyEffect(open, { clear: ['statement-window', 'creation-cycle'], of: ['a', 'pr2'] })).toEqual(open.slice(1));
  });
  it('lose the rectification of a year, and keep that of another', () => {
    expect(applyEffect(open, { rectified: 2024 })).toEqual([open[0], open[2]]);
    expect(applyEffect(open, { rectified: 2025 })).toEqual(open);
  });
  it('gain a deadline in place of the one of its kind, a rectification in place of that of its year, a statement window in place of that of its proceeding', () => {
    const [window, year] = [deadline('statement-window', 'pr2'), deadline('rectification', 't-a', 2025)];
    expect(applyEffect(open, { set: window })).toEqual([...open, window]);
    const again = deadline('statement-window', 'pr1');
    expect(applyEffect(open, { set: again })).toEqual([open[0], open[1], again]);
    expect(applyEffect(open, { set: year })).toEqual([...open, year]);
    expect(applyEffect([...open, year], { set: open[1]! })).toEqual([open[0], open[2], year, open[1]]);
  });
  it('gain the request of a review in place of the cycle, and a cycle in place of the request', () => {
    const request = deadline('review-request');
    expect(applyEffect(open, { set: request })).toEqual([open[1], open[2], request]);
    expect(applyEffect([request], { set: open[0]! })).toEqual([open[0]]);
    expect(applyEffect([deadline('takes-effect'), request], { set: open[2]!, clear: ['takes-effect'] })).toEqual([request, open[2]]);
  });
});

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
