import { dayOf, type Day, type Matter } from '@minglu/kernel';
import { decodeStored, type EventStore, type StoredEvent } from '@minglu/event-store';
import { CLOSED_STATUSES, dossiers, openInvestigation, type Dossier } from '@minglu/dossier';
import type { Held } from '@minglu/casework';
import { reports, type Report } from '@minglu/reference';
import { holdsOnStreams } from './legal-holds.js';
import { registry } from './registry.js';
import { casesOfReport } from './report-cases.js';

type State = { readonly isOpen: boolean } & Pick<Matter, 'about' | 'recused'>;

/** A case is open until its title is conferred or it is closed, and again while an investigation or a proceeding is. */
const isOpen = ({ status, investigations, proceedings }: Dossier): boolean =>
  !(status === 'TITLED' || CLOSED_STATUSES.includes(status)) ||
  openInvestigation(investigations) !== undefined ||
  proceedings.some(({ ended }) => !ended);

const ofDossier = (state: Dossier): State => {
  const { subject, openedUnder, review } = state;
  return {
    isOpen: isOpen(state),
    about: subject ? [...new Set([subject.applicant, ...openedUnder, subject.cityCode, subject.provinceCode])] : [],
    recused: review?.recusedOfficers ?? [],
  };
};
const ofReport = (state: Report | null): State => ({
  isOpen: state?.status === 'received' || state?.status === 'accepted',
  about: [],
  recused: [],
});

/** The matter in a stream, with the day on which it last ended. */
const matterOf = <S>(
  of: string,
  stored: readonly StoredEvent[],
  { initial, evolve }: { readonly initial: S; readonly evolve: (state: S, event: never) => S },
  look: (state: S) => State,
): Matter => {
  let state = initial;
  let endedOn: Day | null = null;
  for (const one of stored) {
    const { event, metadata } = decodeStored(one, registry);
    state = evolve(state, event as never);
    endedOn = look(state).isOpen ? null : (endedOn ?? dayOf(metadata.occurredAt));
  }
  const { about, recused } = look(state);
  return { of, endedOn, about, recused };
};

/** A report, which is also about the case that it names. It is open while an investigation that came of it is. */
const reportIn = async (log: EventStore, stream: string, of: string): Promise<Matter> => {
  const stored = await log.readStream(stream);
  const report = matterOf(of, stored, reports, ofReport);
  const { cityCode, ...about } = await casesOfReport(
    log,
    stored.map((one) => decodeStored(one, registry).event),
  );
  const named = about.named === null ? null : await matterIn(log, about.named);
  const investigated = about.investigated === null ? null : await matterIn(log, about.investigated);
  const places = cityCode === undefined ? [] : [cityCode, `${cityCode.slice(0, 2)}0000`];
  const cases = [named, investigated].flatMap((one) => one ?? []);
  return {
    ...report,
    endedOn: investigated && investigated.endedOn === null ? null : report.endedOn,
    about: [...places, ...cases.flatMap((one) => one.about)],
    recused: cases.flatMap(({ recused }) => recused),
  };
};

/** The matter of a stream; null for streams that are no case and no report. */
export const matterIn = async (log: EventStore, stream: string): Promise<Matter | null> => {
  const [category, of] = [stream.slice(0, stream.indexOf('/')), stream.slice(stream.indexOf('/') + 1)];
  if (category === dossiers.name) return matterOf(of, await log.readStream(stream), dossiers, ofDossier);
  return category === reports.name ? reportIn(log, stream, of) : null;
};

/** The matters in these streams. */
export const mattersIn = async (log: EventStore, streams: readonly string[]): Promise<readonly Matter[]> =>
  (await Promise.all(streams.map((stream) => matterIn(log, stream)))).filter((one) => one !== null);

/** The obstacles to an erasure: open matters, those that ended lately, and the legal holds on their cases. */
export const heldBy: Held = async ({ streams }, log) => ({
  matters: await mattersIn(log, streams),
  legalHolds: await holdsOnStreams(log, streams),
});
