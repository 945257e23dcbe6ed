import { addDays, type Day, type Instant } from '@minglu/kernel';

/** An event of whole days. */
export interface CalendarEvent {
  /** The same for the same thing in each version of the calendar. */
  readonly uid: string;
  readonly day: Day;
  readonly summary: string;
  readonly description: string;
  /** True while the day may still move. */
  readonly tentative: boolean;
  /** Never falls for a uid. */
  readonly sequence: number;
}
export interface Calendar {
  readonly name: string;
  readonly description: string;
  /** When its content was computed. */
  readonly stamp: Instant;
  readonly events: readonly CalendarEvent[];
}

/** Octets of a line without its end (RFC 5545, 3.1). */
const LINE = 75;

/** The text that a value of the type TEXT can have. It is well-formed, its lines end with LF, and the tab is its only control character. */
export const calendarText = (text: string): string =>
  text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex -- these are the characters that the format excludes
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '');

/** A value of the type TEXT (RFC 5545, 3.3.11). */
const escaped = (text: string): string =>
  calendarText(text)
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`);

/** Octets of a character in UTF-8. */
const octetsOf = (character: string): number => {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** A content line, folded between characters. A continuation begins with a blank, which counts. */
const folded = (line: string): string => {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > LINE) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
};

const dateOf = (day: Day): string => day.replaceAll('-', '');
/** An instant in UTC, to the second. */
const stampOf = (instant: Instant): string => `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** Shanghai has had one offset and no summer time since 15 September 1991. */
const ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:Asia/Shanghai',
  'BEGIN:STANDARD',
  'DTSTART:19910915T000000',
  'TZOFFSETFROM:+0900',
  'TZOFFSETTO:+0800',
  'TZNAME:CST',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/**
 * A calendar in the format of RFC 5545. Its events are of whole days: a day of Shanghai stays that day in every reader, wherever its clock is.
 * The time zone is named for readers that show the calendar's own.
 */
export const iCalendar = ({ name, description, stamp, events }: Calendar): string => {
  const event = (one: CalendarEvent): readonly string[] => [
    'BEGIN:VEVENT',
    `UID:${escaped(one.uid)}`,
    `DTSTAMP:${stampOf(stamp)}`,
    `DTSTART;VALUE=DATE:${dateOf(one.day)}`,
    `DTEND;VALUE=DATE:${dateOf(addDays(one.day, 1))}`,
    `SEQUENCE:${one.sequence}`,
    `STATUS:${one.tentative ? 'TENTATIVE' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    `SUMMARY:${escaped(one.summary)}`,
    `DESCRIPTION:${escaped(one.description)}`,
    'END:VEVENT',
  ];
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//MIIT//Minglu//ZH',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(name)}`,
    `X-WR-CALDESC:${escaped(description)}`,
    'X-WR-TIMEZONE:Asia/Shanghai',
    ...ZONE,
    ...events.flatMap(event),
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('');
};
