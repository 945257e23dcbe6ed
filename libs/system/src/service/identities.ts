import { sealedFields, type Keys } from '@minglu/casework';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { ProblemException, type Identities } from '@minglu/http';
import { dayOf, streamId, type Actor, type Instant } from '@minglu/kernel';
import { authorities, barredFromIdentity, unmaskings } from '@minglu/reference';
import { mattersIn } from '../matters.js';
import { registry } from '../registry.js';
import { stateIn } from '../state-in-log.js';
import { subjectOf } from './disclosures.js';
import { sealedContent } from './sealed-content.js';

const BASIS = 'policy/unmasking-hours';

/** Opens who a person is, to the officer whose request a second person has approved. Everything is checked again at each reading. */
export const identitiesOf = (
  keys: Pick<Keys, 'vault' | 'vaultPrevious'>,
  store: Pick<EventStore, 'within'>,
  now: () => Instant,
): Identities => {
  const contentOf = sealedContent(keys);
  return {
    find: async (unmaskingId, reader, signal) => {
      const log = store.within(signal);
      const state = await stateIn(log, unmaskings, streamId(unmaskings, unmaskingId));
      // A delegate does not read for the person who requested it.
      if (!state || state.request.requestedBy !== reader.person || reader.onBehalfOf !== undefined) return null;
      const { request, approval } = state;
      if (!approval)
        throw new ProblemException('not-approved', '该申请尚未由第二人批准', 'no second person has approved the request', { unmaskingId });
      if (now() >= approval.until)
        throw new ProblemException('approval-over', '查阅时限已满，请重新申请', 'the time to read is over: request it again', {
          until: approval.until,
          basis: BASIS,
        });
      const [stored] = await log.findEvents([request.eventId]);
      if (!stored) throw new Error(`the log has not the event ${request.eventId} of ${unmaskingId}`);
      const { event, streamId: stream } = decodeStored(stored, registry);
      const fields = sealedFields(event.data as Readonly<Record<string, unknown>>).filter(({ isPersonal }) => isPersonal);
      await assertNotBarred(log, reader, stream, fields[0]!.sealed.ref, now());
      return {
        subject: subjectOf(stream),
        eventId: request.eventId,
        ground: request.ground,
        requestedBy: request.requestedBy,
        approvedBy: approval.approvedBy,
        open: async () => {
          const { texts, openings, erased } = await contentOf(log, request.eventId, fields);
          return { identity: texts, openings, erased };
        },
      };
    },
  };
};

/** The requester may have been recused since, or have got a role for an organisation concerned. */
const assertNotBarred = async (log: EventStore, reader: Actor, stream: string, ref: string, at: Instant): Promise<void> => {
  const secret = await log.findSecret(ref);
  const filings = secret && (await log.filedUnder(secret.subject));
  const streams = [...new Set([stream, ...(filings?.streams ?? [])])];
  const own = await stateIn(log, authorities, streamId(authorities, reader.person));
  const barred = barredFromIdentity(reader.person, own, await mattersIn(log, streams), dayOf(at));
  if (barred) throw ProblemException.of(barred.refusal);
};
