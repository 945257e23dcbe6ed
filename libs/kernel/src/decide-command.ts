import { isRefused, refuse, type AnyAct, type CommandInput, type Referred } from './act.js';
import type { Actor, Claim, DomainEvent } from './event.js';
import type { Bilingual, Refusal, Warning } from './refusal.js';
import { roleName } from './roles.js';
import type { Loaded, Ref } from './stream.js';
import type { Instant } from './time.js';

/** The decision on a whole command: the events of each target stream, or a refusal. */
export type CommandDecision = AcceptedDecision | RefusedDecision;

export interface AcceptedDecision {
  readonly writes: readonly TargetWrite[];
  readonly warnings: readonly Warning[];
  readonly readSet: ReadSet;
}
export interface RefusedDecision {
  readonly refusal: Refusal;
  readonly readSet: ReadSet;
}

/**
 * The streams that a decision was made on, targets first, with their versions then. If one has moved, the decision must be
 * made again. Facts that cannot be undone (`settledRef`) are left out.
 */
type ReadSet = readonly StreamVersion[];

/** The decided events of one target stream; none if the act had nothing to record there. */
export interface TargetWrite {
  readonly streamId: string;
  readonly expectedVersion: number;
  readonly events: readonly DomainEvent[];
}

export interface StreamVersion {
  readonly streamId: string;
  readonly version: number;
}

/** True if the act names the role; jurisdiction is checked later, on the state. Deny by default. */
export const roleMay = (act: AnyAct, role: string): boolean => Object.hasOwn(act.by, role);

/** The refusal of a role that the act does not name. */
export const notAuthorised = (act: AnyAct, actor: Actor) => refuseActor(act, actor, { zh: '', en: '' });

/**
 * The refusal of an actor without jurisdiction. It is the same for a thing of another organisation and for one that does not exist: an outsider
 * must not learn which ids exist.
 */
const withoutJurisdiction = (act: AnyAct, actor: Actor) =>
  refuseActor(act, actor, { zh: '：所指对象不存在，或不属其管辖', en: ' (there is no such thing, or it is not its own)' });

const refuseActor = ({ title, legalBasis }: AnyAct, { role, org }: Actor, why: Bilingual) =>
  refuse(
    'not-authorised',
    legalBasis,
    `${roleName(role)}（${org}）无权“${title.zh}”${why.zh}`,
    `${role} of ${org} may not: ${title.en}${why.en}`,
    {
      role,
      org,
    },
  );

/** The streams that a decision needs next. Targets are written; streams that only name the targets need no version check. */
export interface Needed {
  readonly as: 'register' | 'names-of-targets' | 'targets' | 'reads';
  readonly refs: readonly Ref<unknown>[];
}

/**
 * Decides a command without I/O. It yields the refs that it needs, receives the loaded streams, and returns the decision.
 * The caller loads: asynchronously from a store, or synchronously from memory in tests.
 */
export function* decideCommand(
  act: AnyAct,
  command: {
    readonly data: Record<string, unknown>;
    readonly actor: Actor;
    readonly at: Instant;
    /** The events that the command points to, as found in the log. */
    readonly referred?: readonly Referred[];
    /** The payload before it was sealed; needed for an act with `alsoPlain`. */
    readonly unsealed?: Readonly<Record<string, unknown>>;
    /** The act that the command names. */
    readonly named?: AnyAct | null;
    /** Keyed digest of the text that `act.matter` returns. */
    readonly matter?: string | null;
  },
): Generator<Needed, CommandDecision, readonly Loaded<unknown>[]> {
  // The caller has decoded the payload and sealed its sensitive fields.
  const data = command.data as never;
  const { actor } = command;
  if (!roleMay(act, actor.role)) return { ...notAuthorised(act, actor), readSet: [] };

  const readSet: StreamVersion[] = [];
  const noteRead = (refs: readonly Ref<unknown>[], loaded: readonly Loaded<unknown>[]): void =>
    refs.forEach(({ settled }, index) => {
      const { streamId, version } = loaded[index]!;
      if (streamId !== null && !settled && !readSet.some((one) => one.streamId === streamId)) readSet.push({ streamId, version });
    });

  const registers: readonly Ref<unknown>[] = act.register ? [act.register(data)] : [];
  const registered = act.register ? yield { as: 'register', refs: registers } : [];
  const register = registered[0]?.state as never;
  const named = act.on(data, register, command.at);
  let targets = yield { as: act.widen ? 'names-of-targets' : 'targets', refs: named };
  if (act.widen) targets = yield { as: 'targets', refs: act.widen(data, targets) };
  if (act.narrow) targets = act.narrow(data, targets);
  if (targets.length === 0) throw new Error(`${act.command} concerns no stream, so jurisdiction cannot be checked`);
  for (const { streamId, version } of targets) if (streamId !== null) readSet.push({ streamId, version });
  noteRead(registers, registered);
  if (act.standing) targets = targets.map((target) => ({ ...target, state: act.standing!(target.state, register, command.at) as unknown }));
  if (targets.some(({ state }) => !act.by[actor.role]!(actor, state, data, register, command.at)))
    return { ...withoutJurisdiction(act, actor), readSet };

  const wanted = Object.entries(
    (act.reads?.(data, targets, command.at, register, actor) ?? {}) as Record<string, Ref<unknown> | readonly Ref<unknown>[] | undefined>,
  ).filter((entry): entry is [string, Ref<unknown> | readonly Ref<unknown>[]] => entry[1] !== undefined);
  const refs = wanted.flatMap(([, one]) => one);
  const loaded = refs.length ? yield { as: 'reads', refs } : [];
  noteRead(refs, loaded);
  let next = 0;
  const reads = Object.fromEntries(
    wanted.map(([name, one]) => [name, Array.isArray(one) ? loaded.slice(next, (next += one.length)) : loaded[next++]!]),
  );

  const { referred = [] } = command;
  const missing = (act.refersTo?.(data) ?? []).filter((eventId) => !referred.some((one) => one.eventId === eventId));
  if (missing.length) {
    const { refusal } = refuse(
      'unknown-id',
      act.legalBasis,
      `所指事件不存在：${missing.join('、')}`,
      `no such event: ${missing.join(', ')}`,
      { eventIds: missing },
    );
    return { refusal, readSet };
  }

  const writes: TargetWrite[] = [];
  const warnings: Warning[] = [];
  const plain = Object.fromEntries(((act.alsoPlain ?? []) as readonly string[]).map((field) => [field, command.unsealed?.[field]]));
  const batch = targets.map(({ state }) => state);
  const { matter = null } = command;
  const input: CommandInput<never> = {
    data,
    actor,
    at: command.at,
    register,
    batch,
    referred,
    plain,
    named: command.named ?? null,
    matter,
  };
  for (const target of targets) {
    const decision = act.decide(input as never, target, reads);
    if (isRefused(decision)) return { refusal: decision.refusal, readSet };
    for (const warning of decision.warnings) if (!warnings.some(({ code }) => code === warning.code)) warnings.push(warning);
    // A claim without a holder names no stream to write; the act should have refused.
    if (target.streamId === null) throw new Error(`${act.command} was accepted for a claim without a holder`);
    writes.push({ streamId: target.streamId, expectedVersion: target.version, events: decision.events });
  }
  return { writes, warnings, readSet };
}

/** The claims and releases of one stream's events, by their definitions. */
export const claimsOf = (
  events: readonly DomainEvent[],
  definitionOf: (type: string) => { claims?: (data: never) => readonly Claim[]; releases?: readonly string[] },
): { readonly claims: readonly Claim[]; readonly releases: readonly string[] } => ({
  claims: events.flatMap(({ type, data }) => definitionOf(type).claims?.(data as never) ?? []),
  releases: events.flatMap(({ type }) => definitionOf(type).releases ?? []),
});
