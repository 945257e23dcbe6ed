import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { linesAfter, type RecordedLine } from '@minglu/access';
import {
  materialPath,
  measuredFile,
  streamedPackage,
  TooLarge,
  type LeafProof,
  type OpenedEvent,
  type PackageParts,
  type StreamedArchive,
  type StreamedFile,
  type WithheldEvent,
} from '@minglu/audit';
import {
  originOfLog,
  provenStreams,
  type EvidencePackages,
  type ProvenHead,
  type ProvenStream,
  type ProvenStreams,
} from '@minglu/audit/adapters';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { canonicalJson, decodeStored, type EventStore, type StoredEvent } from '@minglu/event-store';
import { ProblemException } from '@minglu/http';
import { categoryOf, dayOf, namedMaterials, streamId, type Actor, type Instant, type RecordedEvent } from '@minglu/kernel';
import type { MaterialStore } from '@minglu/materials';
import type { VisibleEvent } from '@minglu/projections';
import type { HistoryQueries } from '@minglu/projections/adapters';
import { correctionsIn } from '@minglu/reference';
import type { Pool } from 'pg';
import { CALENDAR_STREAM } from '../command-handler.js';
import { registry } from '../registry.js';
import { assertNotRecused } from '../service/disclosures.js';
import { indexPage, type ListedMaterial } from './index-page.js';
import { readMe } from './read-me.js';

type Log = Pick<EventStore, 'readStream' | 'findEvents' | 'findClaim' | 'identity' | 'within'>;
type Exported = RecordedEvent<Extract<DossierEvent, { type: 'EvidenceExported' }>>;

interface Options {
  /** With the rights of `minglu_audit`. */
  readonly pool: Pool;
  readonly log: Log;
  readonly store: Pick<MaterialStore, 'sizeOf' | 'open'>;
  readonly model: Pick<HistoryQueries, 'history' | 'dossier'>;
  /** The public keys of the trees, one vkey each. */
  readonly vkeys: (logId: string) => readonly string[];
}

/** Milliseconds between two looks for the checkpoint that covers the order. */
const LOOK_EACH_MS = 100;
const LOOKS = 100;
/** States are claimed after each event of a case that is no longer than this, otherwise after the last one. */
const STATED_EACH = 200;
/** Lines and events that are read at a time. */
const PAGE = 500;

/**
 * Evidence packages by their orders. A package follows from the order, the first checkpoint that covers it and the stored files. So it can
 * be made again. Only the person who ordered it gets it.
 */
export const evidencePackages = (options: Options): EvidencePackages => {
  const { pool, log, vkeys } = options;
  const streams = provenStreams({ pool, log, calendarStream: CALENDAR_STREAM });
  return {
    open: async (exportId, reader, signal) => {
      const order = await orderOf(log.within(signal), exportId);
      if (order?.event.data.exportedBy !== reader.person) return null;
      await assertNotRecused(log.within(signal), reader, order.streamId);
      const head = await headFor(streams, order.position, signal);
      const { logId } = await log.identity();
      const archive = await assembled({ ...options, streams, head, order, reader, signal, origin: originOfLog(logId), keys: vkeys(logId) });
      return { name: `evidence-${exportId}.zip`, ...archive };
    },
  };
};

/** The event that ordered the package; null for an unknown id. */
const orderOf = async (log: EventStore, exportId: string): Promise<Exported | null> => {
  const holder = await log.findClaim('evidence-export', exportId);
  if (!holder) return null;
  const events = (await log.readStream(holder.streamId)).filter(({ type }) => type === 'EvidenceExported');
  const found = events.map((stored) => decodeStored(stored, registry) as Exported).find(({ event }) => event.data.exportId === exportId);
  return found ?? null;
};

/** The first signed head that covers a position. A checkpoint follows an event within a second or two, so it is waited for. */
const headFor = async ({ headFor: find }: ProvenStreams, position: number, signal: AbortSignal): Promise<ProvenHead> => {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const head = await find(position);
    if (head) return head;
    await delay(LOOK_EACH_MS);
    signal.throwIfAborted();
  }
  throw new ProblemException('service-away', '检查点尚未覆盖该导出，请稍后再试', 'no checkpoint covers the order yet: try again later', {
    position,
  });
};

interface Assembly extends Options {
  readonly streams: ProvenStreams;
  readonly head: ProvenHead;
  readonly order: Exported;
  readonly reader: Actor;
  readonly signal: AbortSignal;
  readonly origin: string;
  readonly keys: readonly string[];
}

const assembled = async (assembly: Assembly): Promise<StreamedArchive> => {
  const { pool, store, model, streams, head, order, reader, signal, origin, keys } = assembly;
  const { exportId, caseId, investigationId, reasons, exportedBy } = order.event.data;
  const own = await streams.stream(order.streamId, head, signal);
  const { category, id } = correctionsIn(order.streamId);
  const corrections = streamId(category, id);
  const corrected = await streams.stream(corrections, head, signal);
  const others = investigationId === null ? [] : await evidenceElsewhere(assembly, own, investigationId);
  const packed = [
    { stream: order.streamId, proven: own, isShown: () => true },
    { stream: corrections, proven: corrected, isShown: () => true },
    ...others,
  ];
  const shownEvents = packed.flatMap(({ proven, isShown }) => proven.events.map(({ event }) => event).filter(isShown));
  const { files, listed } = await materialsOf(shownEvents, store, signal);
  const lines = await linesOf(pool, order, own, listed);
  const known = last(own.events).event.recordedAt;
  const when = { at: known, knownAt: known };
  const dossier = await model.dossier(reader, caseId, when, signal);
  if (!dossier) throw new Error(`the history of ${caseId} has no dossier`);
  const events = await historyOf(model, reader, caseId, when, signal);
  const listedStreams = packed.map(({ stream, proven, isShown }) => ({
    stream,
    events: proven.events.length,
    withheld: proven.events.filter(({ event }) => !isShown(event)).length,
  }));
  const index = indexPage({
    exportId,
    investigationId,
    reasons,
    exportedBy,
    exportedAt: order.recordedAt,
    origin,
    size: head.size,
    dossier,
    events,
    titleOf: (type) => registry.definition(type).title,
    streams: listedStreams,
    materials: listed,
    lines,
  });
  const policy = [
    ...keys.filter((key) => [origin, `${origin}/sm3`].includes(key.split('+')[0]!)).map((key) => `log ${key}`),
    'quorum none',
  ];
  const parts: PackageParts = {
    origin,
    checkpoint: head.checkpoint,
    sm3Checkpoint: head.sm3Checkpoint,
    mapHead: head.mapHead,
    streams: await Promise.all(
      packed.map(async ({ stream, proven, isShown }) => ({
        stream,
        mapProof: proven.mapProof,
        events: proven.events.map((one) => packedEvent(one, isShown(one.event))),
        states: stream === order.streamId ? await statesOf(proven, signal) : [],
      })),
    ),
    other: new Map([
      ['index.html', Buffer.from(index)],
      ['README.txt', Buffer.from(readMe({ exportId, origin, size: head.size }))],
      ['policy.txt', Buffer.from(`${policy.join('\n')}\n`)],
      ['receipts.jsonl', jsonl(events.map(({ version, eventId, receipt }) => ({ version, eventId, receipt })))],
      ['materials.jsonl', jsonl(listed)],
      ['access-lines.jsonl', jsonl(lines)],
    ]),
    info: [
      ['Bagging-Date', dayOf(order.recordedAt)],
      ['External-Identifier', exportId],
      ['Internal-Sender-Identifier', caseId],
      ['Minglu-Checkpoint', `${origin} ${head.size}`],
    ],
  };
  try {
    return streamedPackage(parts, files);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    throw new ProblemException(
      'package-too-large',
      '证据包超过 4 GB，请按调查分别导出',
      'the package is larger than 4 GB: export the investigations one by one',
    );
  }
};

const packedEvent = ({ event, leaf, proof, sm3Proof }: ProvenStream['events'][number], isShown: boolean): PackedEvent => ({
  leaf,
  proof,
  sm3Proof,
  content: isShown
    ? { salt: Buffer.from(event.salt).toString('hex'), payload: event.payload, metadata: event.metadata }
    : { withheld: '不是本调查的证据 / not evidence of this investigation' },
});
interface PackedEvent {
  readonly content: OpenedEvent | WithheldEvent;
  readonly leaf: Buffer;
  readonly proof: LeafProof;
  readonly sm3Proof: LeafProof;
}

/** The streams of evidence from elsewhere. Of each, only the events that are evidence are shown; the others keep their leaves. */
const evidenceElsewhere = async ({ log, streams, head, order, signal }: Assembly, { events }: ProvenStream, investigationId: string) => {
  const ids = events.flatMap(({ event }) => {
    if (event.type !== 'EvidenceAdded') return [];
    const { data } = decodeStored(event, registry).event as Extract<DossierEvent, { type: 'EvidenceAdded' }>;
    return data.investigationId === investigationId ? data.eventIds.map((id) => id.toLowerCase()) : [];
  });
  const found = ids.length === 0 ? [] : await log.within(signal).findEvents([...new Set(ids)]);
  const elsewhere = [...new Set(found.map(({ streamId }) => streamId))].filter((stream) => stream !== order.streamId).sort();
  const named = new Set(ids);
  const packed = [];
  for (const stream of elsewhere)
    packed.push({ stream, proven: await streams.stream(stream, head, signal), isShown: ({ eventId }: StoredEvent) => named.has(eventId) });
  return packed;
};

/** The states that the verifier folds again. */
const statesOf = async ({ events }: ProvenStream, signal: AbortSignal) => {
  if (categoryOf(events[0]!.event.streamId) !== dossiers.name) return [];
  let state = dossiers.initial;
  const states: { readonly version: string; readonly state: unknown }[] = [];
  for (const [index, { event }] of events.entries()) {
    state = dossiers.evolve(state, decodeStored(event, registry).event as DossierEvent);
    if (events.length <= STATED_EACH || index === events.length - 1) states.push({ version: String(event.streamVersion), state });
    if (index % PAGE === PAGE - 1) {
      signal.throwIfAborted();
      await turn();
    }
  }
  return states;
};

/** The files that events name. One of a sealed list may say who filed it, so it stays where it is. */
const materialsOf = async (events: readonly StoredEvent[], store: Options['store'], signal: AbortSignal) => {
  const named = new Map<string, ReturnType<typeof namedMaterials>[number]>();
  for (const event of events) {
    const { type, data } = decodeStored(event, registry).event;
    for (const one of namedMaterials(registry.definition(type).payload, data)) {
      const before = named.get(one.sha256);
      if (!before || (before.sealed && !one.sealed)) named.set(one.sha256, one);
    }
  }
  const files: StreamedFile[] = [];
  const listed: ListedMaterial[] = [];
  for (const { sha256, name, sealed } of named.values()) {
    signal.throwIfAborted();
    const list = (state: ListedMaterial['state'], size: number | null = null) => listed.push({ sha256, name, state, size });
    if (sealed) list('sealed');
    else if ((await store.sizeOf(sha256)) === null) list('absent');
    else {
      const file = await measuredFile(materialPath(sha256, extensionOf(name)), () => store.open(sha256));
      if (file.sha256 !== sha256) list('damaged');
      else {
        list('packed', file.size);
        files.push(file);
      }
    }
  }
  return { files, listed };
};
const extensionOf = (name: string | null): string => /\.([a-z0-9]{1,8})$/.exec((name ?? '').toLowerCase())?.[1] ?? 'bin';

/** The lines about the case, its title, files and packages, up to the first one about this package: each download has the same. */
const linesOf = async (
  pool: Pool,
  { event: { data } }: Exported,
  { events }: ProvenStream,
  listed: readonly ListedMaterial[],
): Promise<readonly RecordedLine[]> => {
  const [first] = await linesAfter(pool, { subjects: [data.exportId], act: 'export' }, 0, 1);
  if (!first) throw new Error(`the reading of ${data.exportId} has left no line`);
  const ids = events.flatMap(({ event: { payload } }) => {
    const { titleId, exportId } = JSON.parse(payload) as { readonly titleId?: string | null; readonly exportId?: string };
    return [titleId ?? [], exportId ?? []].flat();
  });
  const subjects = [...new Set([data.caseId, ...ids, ...listed.map(({ sha256 }) => sha256)])];
  const lines: RecordedLine[] = [];
  for (let after = 0; ;) {
    const page = await linesAfter(pool, { subjects }, after, PAGE);
    lines.push(...page.filter(({ position }) => position <= first.position));
    const end = page.at(-1);
    if (!end || page.length < PAGE || end.position >= first.position) return lines;
    after = end.position;
  }
};

/** The whole history as the reader sees it, page by page, so that other callers get their turn. */
const historyOf = async (
  { history }: Pick<HistoryQueries, 'history'>,
  reader: Actor,
  caseId: string,
  when: { readonly at: Instant; readonly knownAt: Instant },
  signal: AbortSignal,
): Promise<readonly VisibleEvent[]> => {
  const events: VisibleEvent[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: Awaited<ReturnType<HistoryQueries['history']>> = await history(reader, caseId, when, signal, { after, limit: PAGE });
    events.push(...(page?.items ?? []));
    after = page?.next ?? null;
    await turn();
  }
  return events;
};

const last = <T>(items: readonly T[]): T => items.at(-1)!;
/** Members that are undefined are left out. */
const jsonl = (items: readonly unknown[]): Buffer =>
  Buffer.from(items.map((one) => `${canonicalJson(JSON.parse(JSON.stringify(one)))}\n`).join(''));
