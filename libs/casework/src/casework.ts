import { createHmac, randomUUID } from 'node:crypto';
import {
  categoryOf,
  claimsOf,
  classify,
  decideCommand,
  decoder,
  notAuthorised,
  refuse,
  roleMay,
  type Actor,
  type AnyAct,
  type AnyCategory,
  type Classification,
  type CommandDecision,
  type DomainEvent,
  type EventMetadata,
  type EventRegistry,
  type Instant,
  type Loaded,
  type Ref,
  type Referred,
  type Refusal,
  type ReliedOn,
  type Warning,
} from '@minglu/kernel';
import {
  canonicalJson,
  metadataIn,
  NotCanonical,
  type Append,
  type AppendOutcome,
  type EventStore,
  type EventToAppend,
  type Secret,
} from '@minglu/event-store';
import type { Vault } from './vault.js';
import { queues } from './queues.js';
import { absent, all, cameTrue, loadedFrom, resolve, states, type Found, type Running } from './states.js';

/** A command on its way in. The same id with the same content is answered as the first time. */
export interface CommandEnvelope {
  readonly commandId: string;
  readonly type: string;
  readonly data: unknown;
  readonly actor: Actor;
  /** The clock that travels with it. */
  readonly at: Instant;
  /** The version of the first stream that it was written on, as the actor could see it; otherwise it is stale. */
  readonly ifVersion?: number;
  readonly correlationId?: string;
  readonly causationId?: string | null;
  readonly traceparent?: string | null;
}

export interface AppendedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly streamId: string;
  readonly streamVersion: number;
}

export type Answer =
  | {
      readonly outcome: 'accepted';
      readonly commandId: string;
      /** Of its last event; 0 where nothing had to be recorded. */
      readonly position: number;
      readonly events: readonly AppendedEvent[];
      readonly warnings: readonly Warning[];
      /** The id was used before with the same content: this is the first answer. */
      readonly repeated: boolean;
    }
  | { readonly outcome: 'refused'; readonly commandId: string; readonly refusal: Refusal };

export interface CaseworkOptions {
  readonly store: EventStore;
  readonly registry: EventRegistry;
  readonly acts: readonly AnyAct[];
  readonly categories: readonly AnyCategory[];
  readonly vault: Vault;
  /** Keys the request hashes: what a command says can be guessable (a phone number). */
  readonly requestKey: Uint8Array;
  readonly rulePackage: string;
  /** The stream whose version is the calendar version. */
  readonly calendarStream: string;
  /** Hands a decision its own view of a state that it only reads, which knows what of it was looked at; null where that is of no interest. */
  readonly observe?: (
    category: string,
    state: unknown,
  ) => { readonly state: unknown; readonly read: () => Readonly<Record<string, unknown>> } | null;
  /** Whether a stream is reference data, whose version is kept with what rested on it. */
  readonly isReference?: (stream: string) => boolean;
  /** What of a stream an actor may see, by its state; he counts its versions by that. Everything, where it is not said. */
  readonly visibleTo?: (actor: Actor, stream: string, state: unknown) => readonly Classification[];
  /** Folded streams kept in memory. */
  readonly cachedStreams?: number;
}

/** Load, decide, append: the one handler of all commands. */
export interface Casework {
  readonly execute: (command: CommandEnvelope) => Promise<Answer>;
}

/** What a command is answered, and what is kept for the case that it comes again. */
interface Said {
  readonly events: readonly AppendedEvent[];
  readonly warnings: readonly Warning[];
}

/** A command thought through, and every stream that it was decided on, as it was then; those to be written are held until the release. */
interface Thought {
  readonly result: CommandDecision;
  /** The parameters that were read. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly basis: ReadonlyMap<string, Running>;
  readonly release: () => void;
}

/** How often a command is decided again when what it rested on has moved. */
const ATTEMPTS = 64;

export const casework = (options: CaseworkOptions): Casework => {
  const { store, registry, vault } = options;
  const acts = new Map(options.acts.map((act) => [act.command, { act, decodes: decoder(act.payload) }]));
  const categories = new Map(options.categories.map((category) => [category.name, category]));
  const cache = states(store, registry, options.cachedStreams ?? 20_000);
  const lines = queues();

  /** A state of which every event is in the log. */
  const committed = (category: AnyCategory, stream: string): Running | Promise<Running> => {
    const known = cache.peek(stream);
    return known?.pending === null ? known : settled(category, stream);
  };
  const settled = async (category: AnyCategory, stream: string): Promise<Running> => {
    for (;;) {
      const running = await cache.get(category, stream);
      if (await cameTrue(running)) return running;
    }
  };

  /** Streams to be written may run ahead of the log; those that are only looked at are taken as committed. */
  const load = async (
    wishes: readonly Ref<unknown>[],
    found: readonly Found[],
    get: (category: AnyCategory, stream: string) => Running | Promise<Running>,
    basis: Map<string, Running>,
  ): Promise<Loaded<unknown>[]> => {
    const running = await all(
      found.map(({ stream }, index) => (stream === null || wishes[index]!.holderOnly ? null : get(wishes[index]!.category, stream))),
    );
    return found.map(({ stream, held }, index) => {
      const one = running[index]!;
      if (stream !== null && one !== null && !basis.has(stream)) basis.set(stream, one);
      return loadedFrom(stream, held, one, wishes[index]!.category);
    });
  };

  /** Thinks a command through; ends holding the queues of the streams that it would write. */
  const think = async (
    act: AnyAct,
    command: { data: Record<string, unknown>; actor: Actor; at: Instant; referred: readonly Referred[] },
    first: boolean,
  ): Promise<Thought> => {
    // 新建之案先按不存在来想：追加时自会核对，拒绝之前也会；若已存在，再读再想。
    const target = first && act.opens ? (category: AnyCategory, stream: string) => cache.peek(stream) ?? absent(category) : cache.get;
    const thinking = decideCommand(act, command);
    const basis = new Map<string, Running>();
    const reading: (() => Readonly<Record<string, unknown>>)[] = [];
    const observed = (wishes: readonly Ref<unknown>[], index: number, loaded: Loaded<unknown>): Loaded<unknown> => {
      const view = options.observe?.(wishes[index]!.category.name, loaded.state);
      if (!view) return loaded;
      reading.push(view.read);
      return { ...loaded, state: view.state };
    };
    let release = (): void => undefined;
    try {
      let step = thinking.next();
      // 0: what names the targets; 1: the targets; 2: what is only read.
      for (let round = act.widen ? 0 : 1; !step.done; round += 1) {
        const found = await all(step.value.map((wish) => resolve(store, wish)));
        if (round === 1) release = await lines.take(found.flatMap(({ stream }) => stream ?? []));
        const loaded = await load(step.value, found, round === 1 ? target : committed, round === 0 ? new Map() : basis);
        step = thinking.next(round < 2 ? loaded : loaded.map((one, index) => observed(step.value as readonly Ref<unknown>[], index, one)));
      }
      return {
        result: step.value,
        parameters: Object.assign({}, ...reading.map((read) => read())) as Thought['parameters'],
        basis,
        release,
      };
    } catch (error) {
      release();
      throw error;
    }
  };

  const prepare = (
    command: CommandEnvelope,
    act: AnyAct,
    result: Extract<CommandDecision, { writes: unknown }>,
    { basis, parameters }: Pick<Thought, 'basis' | 'parameters'>,
    requestHash: Uint8Array,
    secrets: readonly Secret[],
  ): { append: Append; running: ReadonlyMap<string, Running>; said: Said } => {
    const written = new Set(result.writes.filter(({ events }) => events.length > 0).map(({ streamId }) => streamId));
    // 公布放假安排本身并不据以计日。
    const counted = written.has(options.calendarStream)
      ? undefined
      : result.seen.find(({ streamId }) => streamId === options.calendarStream);
    const calendarVersion = counted?.version ?? null;
    const versions = Object.fromEntries(
      result.seen
        .filter(({ streamId, version }) => version > 0 && !written.has(streamId) && options.isReference?.(streamId))
        .map(({ streamId, version }) => [streamId, version]),
    );
    const reliedOn: ReliedOn | null = Object.keys(parameters).length + Object.keys(versions).length > 0 ? { parameters, versions } : null;
    const running = new Map<string, Running>();
    const appended: AppendedEvent[] = [];
    const claims: Append['claims'][number][] = [];
    const releases: Append['releases'][number][] = [];
    const writes = result.writes
      .filter(({ events }) => events.length > 0)
      .map(({ streamId, expectedVersion, events }) => {
        const category = categories.get(categoryOf(streamId))!;
        let { state, lastEventId, lastOccurredAt } = basis.get(streamId)!;
        const follows = lastEventId;
        const toAppend = events.map((event, index): EventToAppend => {
          const definition = registry.definition(event.type);
          const issues = registry.decoder(event.type).issues(event.data);
          if (issues.length) throw new Error(`${act.command} made a malformed ${event.type}: ${JSON.stringify(issues)}`);
          const occurredAt = later(event.occurredAt ?? command.at, lastOccurredAt);
          const eventId = randomUUID();
          const classification = classify(definition, event.data);
          // in the order of their canonical JSON, which has then nothing to sort
          const metadata: EventMetadata = {
            actor: command.actor,
            calendarVersion,
            causationId: command.causationId ?? null,
            classification,
            commandId: command.commandId,
            correlationId: command.correlationId ?? command.commandId,
            legalBasis: event.legalBasis ?? act.legalBasis,
            occurredAt,
            ...(reliedOn ? { reliedOn } : {}),
            rulePackage: options.rulePackage,
            traceparent: command.traceparent ?? null,
          };
          state = category.evolve(state, event);
          lastEventId = eventId;
          lastOccurredAt = occurredAt;
          appended.push({ eventId, type: event.type, streamId, streamVersion: expectedVersion + index + 1 });
          return {
            eventId,
            type: event.type,
            schemaVersion: definition.version,
            payload: canonicalJson(event.data),
            metadata: canonicalJson(metadata),
            classification,
          };
        });
        const own = claimsOf(events as readonly DomainEvent[], registry.definition);
        claims.push(...own.claims.map(({ kind, id }) => ({ kind, id, streamId })));
        releases.push(...own.releases.map((kind) => ({ kind, streamId })));
        running.set(streamId, { version: expectedVersion + events.length, state, lastEventId, lastOccurredAt, pending: null });
        return { streamId, expectedVersion, follows, events: toAppend };
      });
    const said: Said = { events: appended, warnings: result.warnings };
    return {
      running,
      said,
      append: {
        commandId: command.commandId,
        requestHash,
        at: command.at,
        writes,
        checks: result.seen.filter(({ streamId }) => !written.has(streamId)).map(({ streamId, version }) => ({ streamId, version })),
        claims,
        releases,
        secrets,
        result: JSON.stringify(said),
      },
    };
  };

  /** Sends an append on its way and lets the states run ahead of it; what fails is forgotten again. */
  const send = (append: Append, running: ReadonlyMap<string, Running>): Promise<AppendOutcome> => {
    const outcome = store.append(append);
    for (const [stream, state] of running) {
      state.pending = outcome;
      cache.put(stream, state);
    }
    return outcome.then(
      (result) => {
        if (result.outcome === 'appended') for (const state of running.values()) state.pending = null;
        else cache.drop([...running.keys(), ...append.checks.map(({ streamId }) => streamId)]);
        return result;
      },
      (error: unknown) => {
        cache.drop(running.keys());
        throw error;
      },
    );
  };

  /** True when what a refusal was decided on is what the log says now. */
  const isFresh = async (seen: CommandDecision['seen'], basis: Thought['basis']): Promise<boolean> => {
    const came = await Promise.all(seen.map(({ streamId }) => cameTrue(basis.get(streamId)!)));
    const versions = seen.length ? await store.versions(seen.map(({ streamId }) => streamId)) : [];
    const stale = seen.filter(({ version }, index) => !came[index] || versions[index] !== version).map(({ streamId }) => streamId);
    cache.drop(stale);
    return stale.length === 0;
  };

  /** True when nothing of what the append can check by its version alone, because it does not write it, was imagined. */
  const isGrounded = async ({ writes, seen }: Extract<CommandDecision, { writes: unknown }>, basis: Thought['basis']): Promise<boolean> => {
    const ahead = seen.filter(({ streamId }) => basis.get(streamId)!.pending !== null);
    if (ahead.length === 0) return true;
    const written = new Set(writes.filter(({ events }) => events.length > 0).map(({ streamId }) => streamId));
    const imagined = ahead.filter(({ streamId }) => !written.has(streamId)).map(({ streamId }) => cameTrue(basis.get(streamId)!));
    return (await Promise.all(imagined)).every((one) => one);
  };

  /** A refusal where the actor has decided on an older version than he could see by now; null where he has not. */
  const staleFor = async (
    { actor, ifVersion }: CommandEnvelope,
    { seen }: CommandDecision,
    basis: Thought['basis'],
  ): Promise<CommandDecision | null> => {
    const [first] = seen;
    if (!first) return null;
    const running = basis.get(first.streamId)!;
    await cameTrue(running);
    const visible = options.visibleTo?.(actor, first.streamId, running.state);
    const events = await store.readStream(first.streamId);
    const version = visible ? events.filter((event) => visible.includes(metadataIn(event).classification)).length : events.length;
    if (version === ifVersion) return null;
    return {
      ...refuse('stale-version', [], `所见版本 ${ifVersion} 已旧，现为 ${version}`, `version ${ifVersion} is stale: it is ${version} now`, {
        version,
      }),
      seen,
    };
  };

  const answered = (commandId: string, position: number, { events, warnings }: Said, repeated: boolean): Answer => ({
    outcome: 'accepted',
    commandId,
    position,
    events,
    warnings,
    repeated,
  });
  const refused = (commandId: string, refusal: Refusal): Answer => ({ outcome: 'refused', commandId, refusal });

  const execute = async (command: CommandEnvelope): Promise<Answer> => {
    const { commandId, actor, at } = command;
    const known = acts.get(command.type);
    if (!known)
      return refused(
        commandId,
        refuse('unknown-command', [], `没有名为 ${command.type} 的命令`, `there is no command ${command.type}`, { type: command.type })
          .refusal,
      );
    const { act, decodes } = known;
    if (!decodes(command.data)) {
      // 无权者不问内容：what is wrong with a command is told to those who may give it.
      if (!roleMay(act, actor.role)) return refused(commandId, notAuthorised(act, actor).refusal);
      const issues = decodes.issues(command.data);
      return refused(
        commandId,
        refuse(
          'invalid-payload',
          act.legalBasis,
          `命令内容不符合要求：${issues[0]?.path} ${issues[0]?.problem}`,
          `not a valid ${command.type}: ${issues[0]?.path} ${issues[0]?.problem}`,
          { issues },
        ).refusal,
      );
    }
    const request = textThatCanBeKept([command.type, command.data, actor]);
    if (request === null) {
      return refused(
        commandId,
        refuse(
          'invalid-payload',
          act.legalBasis,
          '命令内容含有无法保存的字符',
          'the command holds characters that cannot be kept (NUL, half a surrogate pair)',
        ).refusal,
      );
    }
    const requestHash = createHmac('sha256', options.requestKey).update(request).digest();
    const { data, secrets } = sealFields(vault, act, command.data as Record<string, unknown>);

    const referred = await referredBy(store, act, data);
    let lostClaim: string | null = null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { result: thought, parameters, basis, release } = await think(act, { data, actor, at, referred }, attempt === 0);
      let result = thought;
      let sent: { readonly outcome: Promise<AppendOutcome>; readonly said: Said } | null = null;
      try {
        if (!('refusal' in thought) && command.ifVersion !== undefined) result = (await staleFor(command, thought, basis)) ?? thought;
        if (!('refusal' in result) && result.writes.some(({ events }) => events.length > 0)) {
          if (!(await isGrounded(result, basis))) continue;
          const { append, running, said } = prepare(command, act, result, { basis, parameters }, requestHash, secrets);
          sent = { outcome: send(append, running), said };
        }
      } finally {
        release();
      }
      if (!sent) {
        // 拒绝与“无须记录”只凭最新事实作出。
        if (!(await isFresh(result.seen, basis))) continue;
        const before = await store.findCommand(commandId);
        if (before)
          return Buffer.compare(before.requestHash, requestHash) === 0
            ? answered(commandId, before.position, JSON.parse(before.result) as Said, true)
            : reused(commandId);
        return 'refusal' in result
          ? refused(commandId, result.refusal)
          : { outcome: 'accepted', commandId, position: 0, events: [], warnings: result.warnings, repeated: false };
      }
      const outcome = await sent.outcome;
      switch (outcome.outcome) {
        case 'appended':
          return answered(commandId, outcome.position, sent.said, false);
        case 'repeated':
          return answered(commandId, outcome.position, JSON.parse(outcome.result) as Said, true);
        case 'mismatched':
          return reused(commandId);
        case 'conflict':
          // 同一标识两次未能取得：它已属于别的案卷，重新决定也不会不同。
          if (outcome.on === 'claim' && lostClaim === outcome.id) return taken(commandId, outcome.id);
          lostClaim = outcome.on === 'claim' ? outcome.id : null;
      }
    }
    throw new Error(`${command.type} ${commandId} could not be decided on standing facts in ${ATTEMPTS} attempts`);
  };

  const reused = (commandId: string): Answer =>
    refused(
      commandId,
      refuse('command-id-reused', [], '同一命令标识已用于不同内容', 'this command id was used with other content', { commandId }).refusal,
    );
  const taken = (commandId: string, claim: string): Answer => {
    const [kind, ...id] = claim.split('/');
    return refused(
      commandId,
      refuse('id-taken', [], `标识 ${id.join('/')} 已被使用`, `the ${kind} id ${id.join('/')} is taken`, { kind, id: id.join('/') })
        .refusal,
    );
  };

  return { execute };
};

/** The events that a command points to, as they lie in the log. */
const referredBy = async (store: EventStore, act: AnyAct, data: Record<string, unknown>): Promise<readonly Referred[]> => {
  const wanted = act.refersTo?.(data as never) ?? [];
  if (wanted.length === 0) return [];
  const found = new Map((await store.findEvents(wanted)).map((event) => [event.eventId, event]));
  return wanted.flatMap((eventId) => {
    const event = found.get(eventId.toLowerCase());
    return event
      ? [{ eventId, streamId: event.streamId, type: event.type, data: JSON.parse(event.payload) as Record<string, unknown> }]
      : [];
  });
};

const sealFields = (
  vault: Vault,
  act: AnyAct,
  data: Record<string, unknown>,
): { data: Record<string, unknown>; secrets: readonly Secret[] } => {
  if (!act.sealed) return { data, secrets: [] };
  const fields = Object.fromEntries(
    (act.sealed as readonly string[]).flatMap((field) => {
      const value = data[field];
      return value === undefined ? [] : [[field, typeof value === 'string' ? value : canonicalJson(value)]];
    }),
  );
  if (Object.keys(fields).length === 0) return { data, secrets: [] };
  const { sealed, secrets } = vault.seal(fields);
  return { data: { ...data, ...sealed }, secrets };
};

const later = (instant: Instant, last: Instant | null): Instant => (last !== null && last > instant ? last : instant);

/** The canonical text of a request; null where it holds what neither the log nor a read model can keep as text. */
const textThatCanBeKept = (request: unknown): string | null => {
  try {
    const text = canonicalJson(request);
    // 反斜杠成对者是文字本身，单独的 \u0000 才是 NUL。
    return text.includes('\\u0000') && /(?<!\\)(?:\\\\)*\\u0000/.test(text) ? null : text;
  } catch (error) {
    if (error instanceof NotCanonical) return null;
    throw error;
  }
};
