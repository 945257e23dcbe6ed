import {
  addDays,
  day,
  dayOf,
  oneOf,
  record,
  refuse,
  text,
  Type,
  type Day,
  type FreeText,
  type Instant,
  type Refused,
  type Static,
} from '@minglu/kernel';

/** How a document reached a party (送达; 民事诉讼法 87–95, 行政处罚法 61). */
export const service = record({
  method: oneOf('direct', 'mail', 'electronic', 'agent', 'public-announcement'),
  /** The day on the proof: by mail that on the receipt, for an announcement that of its publication. */
  date: Type.Optional(day()),
  proof: Type.Optional(text(500)),
  /** The party agreed to electronic service. */
  consent: Type.Optional(Type.Boolean()),
});
export type Service = Static<typeof service>;

/** The field of a command, and the fields of the event that keeps it. */
export const serviceField = { service: Type.Optional(service) };
export const serviceFields = {
  ...serviceField,
  /** The day from which periods count: 30 days after a public announcement, otherwise the day on the proof. */
  deemedServedOn: Type.Optional(day()),
};
export const SERVICE_TEXT: FreeText = { document: ['service.proof'] };

/** 民事诉讼法 95: an announcement is deemed to have reached the party after 30 days. */
const ANNOUNCEMENT_DAYS = 30;

/** The day on which a document is deemed served. `otherwise`: the day that counts if the service states none. */
export const deemedServed = ({ method, date }: Service, otherwise: Day): Day =>
  method === 'public-announcement' ? addDays(date ?? otherwise, ANNOUNCEMENT_DAYS) : (date ?? otherwise);

/**
 * Refuses a service that proves nothing: electronic without the consent of the party, of a day in the future, or older than the paper.
 *
 * @param issuedOn the day of the paper; null if it is not known
 */
export const wrongService = (
  { method, date, consent }: Service,
  issuedOn: Day | null,
  at: Instant,
  basis: readonly string[],
): Refused | null => {
  if (method === 'electronic' && consent !== true)
    return refuse('no-consent-to-service', basis, '电子送达须经受送达人同意', 'electronic service needs the consent of the party');
  if (date === undefined) return null;
  if (date > dayOf(at))
    return refuse('date-in-future', basis, `送达日期 ${date} 晚于今天`, `the service is dated ${date}, in the future`, {
      date,
      today: dayOf(at),
    });
  return issuedOn !== null && date < issuedOn
    ? refuse('proof-before-service', basis, '送达回证的日期早于文书日期', 'the proof is older than the paper that was served', {
        date,
        issuedOn,
      })
    : null;
};
