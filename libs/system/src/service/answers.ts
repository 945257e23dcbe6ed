import {
  answeredHash,
  formatAnswer,
  formatNote,
  signNote,
  statementText,
  type AnsweredEvent,
  type AnsweredQuestion,
  type NoteSigner,
} from '@minglu/audit';
import { answeredEvent, provenPublic, type CheckpointSigners, type PublicHead, type SignedAnswers } from '@minglu/audit/adapters';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { momentFrom, requestProblem } from '@minglu/http';
import { dayOf, isDay, type Day, type Instant } from '@minglu/kernel';
import { REGISTER_TYPES, registerAnswer, titleAnswer, type PublicEvent } from '@minglu/projections';
import type { Pool } from 'pg';

interface Options {
  /** With the rights of `minglu_audit`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'findClaim' | 'readStream' | 'identity' | 'within'>;
  /** The keys of the public trees sign the answers too. */
  readonly signers: (logId: string) => CheckpointSigners;
  readonly now: () => Instant;
}

/** Answers about titles from public events in a signed tree. Only facts that everyone may know come in. */
export const signedAnswers = ({ pool, log: ofAll, signers, now }: Options): SignedAnswers => {
  const trees = provenPublic(pool);
  /** The public events of cases that count, in the order of the tree. `size`: those before this leaf. */
  const counted = async (events: readonly StoredEvent[], head: PublicHead, size: number) => {
    const places = await trees.places(
      events.map(({ eventId }) => eventId),
      head,
    );
    const byId = new Map(events.map((event) => [event.eventId, event]));
    return places.flatMap(({ eventId, index }) => (index < size ? [{ index, event: shown(byId.get(eventId)!) }] : []));
  };
  const answered = async (
    head: PublicHead,
    size: number,
    question: AnsweredQuestion,
    events: Awaited<ReturnType<typeof counted>>,
    answer: unknown,
  ): Promise<string> => {
    const { public: main, 'public-sm3': second } = signers((await ofAll.identity()).logId);
    const own: readonly NoteSigner[] = [...main, ...second];
    const stated = { question, answer, size: String(size), events: events.map(({ event }) => event.hash) };
    const proofs = await trees.prove(
      events.map(({ index }) => index),
      head,
    );
    return formatAnswer({
      note: formatNote(await signNote(statementText(main[0]!.vkey.name, stated), own)),
      trees: head.checkpoints.map((checkpoint, index) => ({ checkpoint, proofs: proofs[index]! })),
      events: events.map(({ event: { answered: one } }) => one),
    });
  };
  return {
    title: async (titleId, day, signal) => {
      if (!isDay(day)) throw requestProblem(400, { issues: [{ path: '/day', problem: 'is no day' }] });
      if (day > dayOf(now())) throw inFuture('/day');
      const log = ofAll.within(signal);
      const head = await trees.head();
      if (!head) return null;
      const holder = await log.findClaim('title', titleId);
      const events = holder ? publicOf(await log.readStream(holder.streamId)) : [];
      const found = await counted(events, head, head.size);
      const answer = titleAnswer(
        titleId,
        day as Day,
        found.map(({ event }) => event.public),
      );
      // Of an id without a title nothing is shown, also where another stream holds it.
      const isKnown = answer.conferredOn !== null;
      return answered(head, head.size, { about: 'title', titleId, day }, isKnown ? found : [], answer);
    },
    register: async (asked, signal) => {
      // A date means its end. Today has not ended, so it means now.
      const at = asked === dayOf(now()) ? now() : momentFrom(asked);
      if (at > now()) throw inFuture('/at');
      const log = ofAll.within(signal);
      const head = await trees.head();
      if (!head) return null;
      const size = Math.min(head.size, await publishedBy(pool, trees, at, head));
      const events: StoredEvent[] = [];
      for (const stream of await titledStreams(pool))
        events.push(...publicOf(await log.readStream(stream)).filter(({ type }) => REGISTER_TYPES.includes(type)));
      const found = await counted(events, head, size);
      return answered(head, size, { about: 'register', at }, found, registerAnswer(found.map(({ event }) => event.public)));
    },
  };
};

const publicOf = (events: readonly StoredEvent[]): readonly StoredEvent[] => events.filter(({ publicVersion }) => publicVersion !== null);

/** An event as the fold takes it, as the answer has it, and its hash. */
const shown = (event: StoredEvent): { readonly public: PublicEvent; readonly answered: AnsweredEvent; readonly hash: string } => {
  const answered = answeredEvent(event);
  return { public: { ...answered, publicversion: event.publicVersion! }, answered, hash: answeredHash(answered) };
};

/** The streams that hold a title, or have held one. */
const titledStreams = async (pool: Pool): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ stream: string }>(`SELECT DISTINCT stream_id AS stream FROM claims WHERE kind = 'title' ORDER BY 1`);
  return rows.map(({ stream }) => stream);
};

/** How many leaves the public tree had by an instant, by the recorded times of its events. */
const publishedBy = async (pool: Pool, trees: ReturnType<typeof provenPublic>, at: Instant, head: PublicHead): Promise<number> => {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT event_id AS id FROM events WHERE public_version IS NOT NULL AND recorded_at <= $1 ORDER BY position DESC LIMIT 1`,
    [at],
  );
  if (!rows[0]) return 0;
  const [place] = await trees.places([rows[0].id], head);
  // An event behind the head is later than all of it.
  return place ? place.index + 1 : head.size;
};

const inFuture = (path: string) => requestProblem(400, { issues: [{ path, problem: 'is in the future' }] });
