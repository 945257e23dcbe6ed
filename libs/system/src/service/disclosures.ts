import { sealedFields, type Keys } from '@minglu/casework';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { ProblemException, type Disclosures } from '@minglu/http';
import { categoryOf, isSamePerson, streamId as streamOf, type Actor, type Instant, type RecordedEvent } from '@minglu/kernel';
import { dossiers } from '@minglu/dossier';
import { visibleClassifications } from '@minglu/projections';
import { succession, successions } from '@minglu/reference';
import { matterIn } from '../matters.js';
import { registry } from '../registry.js';
import { stateIn } from '../state-in-log.js';
import { sealedContent } from './sealed-content.js';

/** Opens the sealed texts of events. Only casework can: it alone holds the key of the vault. */
export const disclosuresOf = (
  keys: Pick<Keys, 'vault' | 'vaultPrevious'>,
  store: Pick<EventStore, 'within'>,
  now: () => Instant,
): Disclosures => {
  const contentOf = sealedContent(keys);
  return {
    find: async (eventId, reader, signal) => {
      const log = store.within(signal);
      const [stored] = await log.findEvents([eventId]);
      if (!stored) return null;
      const recorded = decodeStored(stored, registry);
      const fields = sealedFields(recorded.event.data as Readonly<Record<string, unknown>>);
      const [personal, readable] = [fields.filter(({ isPersonal }) => isPersonal), fields.filter(({ isPersonal }) => !isPersonal)];
      if (readable.length === 0) return null;
      if (reader.role === 'applicant') {
        if (!(await isOwn(log, reader, recorded, now()))) return null;
      } else await assertNotRecused(log, reader, recorded.streamId);
      return {
        subject: subjectOf(recorded.streamId),
        open: async () => ({
          ...(await contentOf(log, eventId, readable)),
          withheld: personal.map(({ field }) => field).sort(),
        }),
      };
    },
  };
};

/** The id in a stream: of the case or report. */
export const subjectOf = (stream: string): string => stream.slice(categoryOf(stream).length + 1);

/** @throws ProblemException for an officer who is recused in the case of a stream */
export const assertNotRecused = async (log: EventStore, reader: Actor, stream: string): Promise<void> => {
  const matter = await matterIn(log, stream);
  if (matter && isSamePerson(reader, matter.recused))
    throw new ProblemException('officer-recused', '本人已在该案回避', 'you are recused in this case', { of: matter.of });
};

/** An applicant reads the texts that its organisation filed in its own case. An officer may have entered a statement for it. */
const isOwn = async (log: EventStore, reader: Actor, { event, metadata, streamId }: RecordedEvent, at: Instant): Promise<boolean> => {
  if (categoryOf(streamId) !== dossiers.name) return false;
  const { actor } = metadata;
  const filed = actor.role === 'applicant' && actor.org === reader.org;
  const entered = event.type === 'StatementReceived' && (event.data as { readonly entered?: boolean }).entered === true;
  if (!filed && !entered) return false;
  const dossier = await stateIn(log, dossiers, streamId);
  const known = await stateIn(log, successions, streamOf(successions, succession.id));
  return visibleClassifications(reader, dossier, { at, succession: known }).includes('INTERNAL');
};
