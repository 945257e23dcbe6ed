import { createHash } from 'node:crypto';
import type { AnyAct, NamedPerson } from '../act.js';
import { claimsOf, decideCommand, type CommandDecision } from '../decide-command.js';
import { classify, eventRegistry, type Actor, type DomainEvent } from '../event.js';
import type { Refusal, Warning } from '../refusal.js';
import { decoder, type Decoder } from '../schema.js';
import { streamId, type Loaded, type Ref, type StreamCategory } from '../stream.js';
import { parseInstant, type Instant } from '../time.js';
import type { Reader } from './catalogue.js';

/** A command as tests write it. */
export interface TestCommand {
  readonly by: Actor;
  /** An instant with any offset. */
  readonly at: string;
  /** The command type. */
  readonly do: string;
  /** The payload, unsealed. */
  readonly with: Record<string, unknown>;
  /** Who filed the events that it points to, for an act that asks; by default a person whom nothing holds. */
  readonly person?: NamedPerson | null;
}

/** A person who has filed in no open matter. */
export const freePerson: NamedPerson = { subject: 'person-1', filed: true, key: 'key-1', texts: 2, matters: [], legalHolds: [] };

/**
 * Streams in memory for specs of the form `given(…).when(…).then(…)`. It decides with the same {@link decideCommand}
 * as the command handler, and checks every payload against its schema.
 */
export interface World {
  /** Runs commands that must be accepted; throws if one is refused. */
  readonly given: (...commands: readonly TestCommand[]) => World;
  readonly when: (command: TestCommand) => Outcome;
  /** The folded state of a stream. */
  readonly state: <S>(ref: Ref<S>) => S;
  /** All events so far, in order. */
  readonly events: () => readonly DomainEvent[];
  /** An independent copy. */
  readonly fork: () => World;
}

export interface Outcome {
  /** Expects exactly these event types, in this order. */
  readonly then: (...types: readonly string[]) => Outcome;
  /** Expects a refusal with this code, resting at least on these provisions. */
  readonly thenRefused: (code: string, ...basis: readonly string[]) => Outcome;
  /** Expects exactly these warnings, in this order. */
  readonly thenWarns: (...codes: readonly string[]) => Outcome;
  readonly events: readonly DomainEvent[];
  readonly refusal: Refusal | null;
  readonly warnings: readonly Warning[];
}

/** An event of the world with its stream, the person who recorded it, and when it took effect. */
interface Entry {
  readonly stream: string;
  readonly event: DomainEvent;
  readonly actor: Actor;
  readonly occurredAt: Instant;
}

interface ClaimHolder {
  readonly streamId: string;
  readonly held: boolean;
}

/** @param reads is told each refusal and warning that a spec expects */
export const world = (
  acts: readonly AnyAct[],
  categories: readonly StreamCategory<never, never>[],
  reads: Reader = () => undefined,
): World => {
  const byCommand = new Map(acts.map((act) => [act.command, { act, decodes: decoder(act.payload) }]));
  const registry = eventRegistry(...categories.map(({ events }) => events));
  return worldOf([], new Map(), new Map(), byCommand, registry, reads);
};

/** A stream folded up to the entry `read` of the log, so that a long history is not folded again for each command. */
interface Folded {
  readonly read: number;
  readonly version: number;
  readonly state: unknown;
}

const worldOf = (
  log: readonly Entry[],
  claims: ReadonlyMap<string, ClaimHolder>,
  states: ReadonlyMap<string, Folded>,
  acts: ReadonlyMap<string, { readonly act: AnyAct; readonly decodes: Decoder<unknown> }>,
  registry: ReturnType<typeof eventRegistry>,
  reads: Reader,
): World => {
  const entries = [...log];
  const held = new Map(claims);

  const folded = new Map(states);

  const fold = (category: StreamCategory<never, never>, stream: string): Folded => {
    let { read, version, state } = folded.get(stream) ?? { read: 0, version: 0, state: category.initial };
    for (; read < entries.length; read += 1) {
      if (entries[read]!.stream !== stream) continue;
      state = category.evolve(state as never, entries[read]!.event as never);
      version += 1;
    }
    folded.set(stream, { read, version, state });
    return { read, version, state };
  };
  const load = ({ category, id, claim }: Ref<unknown>): Loaded<unknown> => {
    const holder = claim === undefined ? { streamId: streamId(category, id), held: true } : (held.get(`${claim}/${id}`) ?? null);
    if (!holder) return { streamId: null, version: 0, state: category.initial, held: false };
    const { version, state } = fold(category as never, holder.streamId);
    return { streamId: holder.streamId, version, state, held: holder.held };
  };

  const run = (command: TestCommand): CommandDecision => {
    const known = acts.get(command.do);
    const at = parseInstant(command.at);
    if (!known || !at) throw new Error(`no such command or instant: ${command.do} at ${command.at}`);
    const { act, decodes } = known;
    const issues = decodes.issues(command.with);
    if (issues.length) throw new Error(`${command.do} is malformed: ${JSON.stringify(issues)}`);
    const sealed = Object.fromEntries(
      Object.entries(command.with).map(([field, value]) => [
        field,
        value !== undefined && act.sealed?.includes(field as never) ? { ref: `vault-${field}`, commitment: '0'.repeat(64) } : value,
      ]),
    );
    // In this world the id of an event is its position in the log.
    const referred = (act.refersTo?.(sealed as never) ?? []).flatMap((eventId) => {
      const found = entries[Number(eventId) - 1];
      if (!found) return [];
      const { stream, event, actor, occurredAt } = found;
      const definition = registry.definition(event.type);
      const { internal } = definition;
      const classification = classify(definition, event.data);
      const data = event.data as Record<string, unknown>;
      const person = act.asksForPerson ? { person: command.person === undefined ? freePerson : command.person } : {};
      return [
        {
          eventId,
          streamId: stream,
          type: event.type,
          data,
          occurredAt,
          actor,
          classification,
          ...(internal ? { internal } : {}),
          ...person,
        },
      ];
    });
    const said = act.matter?.(command.with as never) ?? null;
    // In tests the digest needs no key.
    const matter = said === null ? null : createHash('sha256').update(said).digest('hex');
    const named = (act.namesAct && acts.get(act.namesAct(sealed as never))?.act) ?? null;
    const thinking = decideCommand(act, { data: sealed, actor: command.by, at, referred, unsealed: command.with, named, matter });
    let step = thinking.next();
    while (!step.done) step = thinking.next(step.value.refs.map(load));
    return step.value;
  };

  const apply = (result: CommandDecision, { by: actor, at }: TestCommand): readonly DomainEvent[] => {
    if ('refusal' in result) return [];
    for (const { streamId: stream, events } of result.writes) {
      for (const { type, data } of events) {
        const issues = registry.decoder(type).issues(data);
        if (issues.length) throw new Error(`${type} is malformed: ${JSON.stringify(issues)}`);
      }
      entries.push(...events.map((event) => ({ stream, event, actor, occurredAt: event.occurredAt ?? parseInstant(at)! })));
    }
    // In the order of the event store: all releases of a command, then its claims.
    const changes = result.writes.map(({ streamId: stream, events }) => ({ stream, ...claimsOf(events, registry.definition) }));
    for (const { stream, releases } of changes) {
      for (const [key, holder] of held)
        if (holder.streamId === stream && releases.includes(key.slice(0, key.indexOf('/')))) held.set(key, { ...holder, held: false });
    }
    for (const { stream, claims: claimed } of changes) {
      for (const { kind, id } of claimed) {
        const holder = held.get(`${kind}/${id}`);
        if (holder?.held && holder.streamId !== stream) throw new Error(`${stream} claims ${kind}/${id}, which ${holder.streamId} holds`);
        held.set(`${kind}/${id}`, { streamId: stream, held: true });
      }
    }
    return result.writes.flatMap(({ events }) => events);
  };

  const self: World = {
    given: (...commands) => {
      for (const command of commands) {
        const result = run(command);
        if ('refusal' in result) throw new Error(`${command.do} was refused: ${result.refusal.code} ${result.refusal.message.zh}`);
        apply(result, command);
      }
      return self;
    },
    when: (command) => {
      const result = run(command);
      return outcome(apply(result, command), result, (said) => reads(command.do, said));
    },
    state: <S>(ref: Ref<S>): S => load(ref as Ref<unknown>).state as S,
    events: () => entries.map(({ event }) => event),
    fork: () => worldOf(entries, held, folded, acts, registry, reads),
  };
  return self;
};

const outcome = (events: readonly DomainEvent[], result: CommandDecision, reads: (said: Refusal | Warning) => void): Outcome => {
  const refusal = 'refusal' in result ? result.refusal : null;
  const warnings = 'warnings' in result ? result.warnings : [];
  const self: Outcome = {
    events,
    refusal,
    warnings,
    then: (...types) => {
      expect(refusal).toBeNull();
      expect(events.map(({ type }) => type)).toEqual(types);
      return self;
    },
    thenRefused: (code, ...basis) => {
      expect({ code: refusal?.code, basis: refusal?.legalBasis }).toEqual({ code, basis: expect.arrayContaining([...basis]) });
      // A refusal without a sentence in both languages gives no reason.
      expect([refusal?.message.zh, refusal?.message.en]).not.toContain('');
      expect(events).toEqual([]);
      reads(refusal!);
      return self;
    },
    thenWarns: (...codes) => {
      expect(warnings.map(({ code }) => code)).toEqual(codes);
      expect(warnings.flatMap(({ message }) => [message.zh, message.en])).not.toContain('');
      warnings.forEach((said) => reads(said));
      return self;
    },
  };
  return self;
};

/**
 * Builds a world once for the same arguments, and gives each caller a copy.
 * @param build a function that returns a World. Its type has no bound, so that its parameters keep the types of their defaults.
 */
export const builtOnce = <Build>(build: Build): Build => {
  const built = new Map<string, World>();
  const once = (...given: unknown[]): World => {
    const key = JSON.stringify(given);
    const known = built.get(key) ?? (build as (...given: unknown[]) => World)(...given);
    built.set(key, known);
    return known.fork();
  };
  return once as Build;
};
