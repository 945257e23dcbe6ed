import { assert, integer, property, uniqueArray } from 'fast-check';
import type { RecordedLine } from './access-log.js';
import { mergedTimeline, type TimelineEvent, type TimelineItem, type TimelinePlace } from './timeline.js';

const instant = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const eventsAt = (seconds: readonly number[]): readonly TimelineEvent[] =>
  seconds.map((second, index) => ({ version: index + 1, recordedAt: instant(second) }) as TimelineEvent);
const readingsAt = (seconds: readonly number[]): readonly RecordedLine[] =>
  seconds.map((second, index) => ({ position: index + 1, recordedAt: instant(second) }) as RecordedLine);

/** All pages of a timeline, as a caller reads them. */
const pages = (events: readonly TimelineEvent[], readings: readonly RecordedLine[], limit: number): readonly TimelineItem[] => {
  const items: TimelineItem[] = [];
  for (let place: TimelinePlace | null = { events: 0, readings: 0 }; place !== null;) {
    const from: TimelinePlace = place;
    const page = mergedTimeline(
      events.filter(({ version }) => version > from.events).slice(0, limit + 1),
      readings.filter(({ position }) => position > from.readings).slice(0, limit + 1),
      from,
      limit,
    );
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    place = page.next;
  }
  return items;
};

describe('the timeline of an investigation', () => {
  it('has each event and each reading once, in the order of recording, whatever the size of a page', () => {
    const seconds = uniqueArray(integer({ min: 0, max: 1_000 }), { maxLength: 40 }).map((some) => some.sort((a, b) => a - b));
    assert(
      property(seconds, seconds, integer({ min: 1, max: 10 }), (acted, looked, limit) => {
        const items = pages(eventsAt(acted), readingsAt(looked), limit);
        const times = items.map((one) => (one.kind === 'event' ? one.event.recordedAt : one.reading.recordedAt));
        expect(times).toEqual([...times].sort());
        expect(items.filter(({ kind }) => kind === 'event')).toHaveLength(acted.length);
        expect(items.filter(({ kind }) => kind === 'reading')).toHaveLength(looked.length);
      }),
    );
  });
});
