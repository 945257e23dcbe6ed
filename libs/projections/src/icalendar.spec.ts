import fc from 'fast-check';
import ICAL from 'ical.js';
import { addDays, type Day } from '@minglu/kernel';
import { calendarText, iCalendar, type Calendar } from './icalendar.js';

const day = fc.integer({ min: 0, max: 9_000 }).map((days) => addDays('2020-01-01', days));
/** Texts with everything that the format treats in a special way, and letters of one to four octets. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\\',
        ';',
        ',',
        ':',
        '"',
        '\n',
        '\r\n',
        '\r',
        '\t',
        ' ',
        '\u0000',
        '\u007F',
        '\uD800',
        'BEGIN:VEVENT',
        '公示',
        '𠮷',
        'é',
      ),
      fc.string(),
    ),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''));
const calendar: fc.Arbitrary<Calendar> = fc.record({
  // The parser does not decode properties that RFC 5545 does not have.
  name: fc.constant('待办'),
  description: fc.constant('名录系统的期限'),
  stamp: fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
  events: fc.uniqueArray(fc.record({ uid: text, day, summary: text, description: text, tentative: fc.boolean(), sequence: fc.nat() }), {
    maxLength: 4,
    selector: ({ uid }) => uid,
  }),
});

/** The content of a calendar as another program reads it. */
const read = (file: string) => {
  const root = new ICAL.Component(ICAL.parse(file) as [string, unknown[], unknown[]]);
  const valueOf = (component: ICAL.Component, name: string) => component.getFirstPropertyValue(name);
  return {
    name: valueOf(root, 'x-wr-calname'),
    description: valueOf(root, 'x-wr-caldesc'),
    events: root.getAllSubcomponents('vevent').map((component) => {
      const event = new ICAL.Event(component);
      const [start, end] = [event.startDate, event.endDate];
      return {
        uid: event.uid,
        day: start.toString(),
        until: end.toString(),
        wholeDays: start.isDate && end.isDate,
        summary: event.summary,
        description: event.description,
        status: valueOf(component, 'status'),
        sequence: event.sequence,
        stamp: String(valueOf(component, 'dtstamp')),
      };
    }),
  };
};

describe('a calendar', () => {
  it('is read back by another program as it was written', () => {
    fc.assert(
      fc.property(calendar, (written) => {
        const found = read(iCalendar(written));
        expect(found).toEqual({
          name: calendarText(written.name),
          description: calendarText(written.description),
          events: written.events.map((event) => ({
            uid: calendarText(event.uid),
            day: event.day,
            until: addDays(event.day, 1),
            wholeDays: true,
            summary: calendarText(event.summary),
            description: calendarText(event.description),
            status: event.tentative ? 'TENTATIVE' : 'CONFIRMED',
            sequence: event.sequence,
            stamp: `${written.stamp.slice(0, 19)}Z`,
          })),
        });
      }),
    );
  });
  it('has lines of at most 75 octets that end with CR and LF, and splits no letter', () => {
    fc.assert(
      fc.property(calendar, (written) => {
        const file = iCalendar(written);
        expect(file.endsWith('\r\n')).toBe(true);
        expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        for (const line of file.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/\p{Surrogate}/u);
        }
      }),
    );
  });
  it('folds a long text of Chinese after 24 letters, since each has three octets', () => {
    const lines = iCalendar({ name: '名'.repeat(60), description: '', stamp: '2025-09-25T16:00:00.000Z', events: [] }).split('\r\n');
    const at = lines.findIndex((line) => line.startsWith('X-WR-CALNAME:'));
    expect(lines.slice(at, at + 3)).toEqual([`X-WR-CALNAME:${'名'.repeat(20)}`, ` ${'名'.repeat(24)}`, ` ${'名'.repeat(16)}`]);
  });
  it('names the time zone of Shanghai with one offset', () => {
    const root = new ICAL.Component(
      ICAL.parse(iCalendar({ name: 'n', description: 'd', stamp: '2025-09-25T16:00:00.000Z', events: [] })) as [
        string,
        unknown[],
        unknown[],
      ],
    );
    const zone = new ICAL.Timezone(root.getFirstSubcomponent('vtimezone')!);
    expect(zone.tzid).toBe('Asia/Shanghai');
    for (const one of ['2025-01-01', '2025-07-01'] as Day[]) expect(zone.utcOffset(ICAL.Time.fromDateString(one))).toBe(8 * 3_600);
  });
});
