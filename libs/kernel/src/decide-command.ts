import { isRefused, refuse, type AnyAct, type CommandInput, type Referred } from './act.js';
import type { Actor, Claim, DomainEvent } from './event.js';
import type { Refusal, Warning } from './refusal.js';
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

export const notAuthorised = (act: AnyAct, actor: Actor) =>
  refuse(
    'not-authorised',
    act.legalBasis,
    `${actor.role}（${actor.org}）无权“${act.title.zh}”`,
    `${actor.role} of ${actor.org} may not: ${act.title.en}`,
    {
      role: actor.role,
      org: actor.org,
    },
  );

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
    /** Keyed digest of the text that `act.matter` returns. */
    readonly matter?: string | null;
  },
): Generator<readonly Ref<unknown>[], CommandDecision, readonly Loaded<unknown>[]> {
  // The caller has decoded the payload and sealed its sensitive fields.
  const data = command.data as never;
  const { actor } = command;
  if (!roleMay(act, actor.role)) return { ...notAuthorised(act, actor), readSet: [] };

  let targets = yield act.on(data);
  if (act.widen) targets = yield act.widen(data, targets);
  if (act.narrow) targets = act.narrow(data, targets);
  if (targets.length === 0) throw new Error(`${act.command} concerns no stream, so jurisdiction cannot be checked`);
  const readSet: StreamVersion[] = targets.flatMap((target) =>
    target.streamId === null ? [] : [{ streamId: target.streamId, version: target.version }],
  );
  if (targets.some(({ state }) => !act.by[actor.role]!(actor, state, data))) return { ...notAuthorised(act, actor), readSet };

  const wanted = Object.entries((act.reads?.(data, targets, command.at) ?? {}) as Record<string, Ref<unknown> | undefined>).filter(
    ([, ref]) => ref !== undefined,
  ) as [string, Ref<unknown>][];
  const loaded = wanted.length ? yield wanted.map(([, ref]) => ref) : [];
  const reads = Object.fromEntries(wanted.map(([name], index) => [name, loaded[index]!]));
  wanted.forEach(([, ref], index) => {
    const { streamId, version } = loaded[index]!;
    if (streamId !== null && !ref.settled && !readSet.some((one) => one.streamId === streamId)) readSet.push({ streamId, version });
  });

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
  const input: CommandInput<never> = {
    data,
    actor,
    at: command.at,
    batch: targets.map(({ state }) => state),
    referred,
    plain,
    matter: command.matter ?? null,
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
