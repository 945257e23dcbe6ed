import { isRefused, refuse, type AnyAct, type Input, type Referred } from './act.js';
import type { Actor, Claim, DomainEvent } from './event.js';
import type { Refusal, Warning } from './refusal.js';
import type { Loaded, Ref } from './stream.js';
import type { Instant } from './time.js';

/** What a command comes to: its events per stream, or the reason why not, with everything that it was decided on. */
export type CommandDecision =
  | { readonly refusal: Refusal; readonly seen: readonly Seen[] }
  | { readonly writes: readonly TargetWrite[]; readonly warnings: readonly Warning[]; readonly seen: readonly Seen[] };

export interface TargetWrite {
  readonly streamId: string;
  readonly expectedVersion: number;
  readonly events: readonly DomainEvent[];
}

/** A stream that was looked at, and its version then; facts that cannot be undone are not among them. */
export interface Seen {
  readonly streamId: string;
  readonly version: number;
}

/** True where the role may do this at all; the one place, deny by default. */
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
 * Thinks a command through without doing anything: asks (yields) for the streams that it needs, is given them, and ends
 * with what should be appended. The caller loads, synchronously or not; the thinking is the same everywhere.
 */
export function* decideCommand(
  act: AnyAct,
  command: {
    readonly data: Record<string, unknown>;
    readonly actor: Actor;
    readonly at: Instant;
    /** What the command points to, as it was found in the log. */
    readonly referred?: readonly Referred[];
  },
): Generator<readonly Ref<unknown>[], CommandDecision, readonly Loaded<unknown>[]> {
  // Decoded and sealed by the caller as this act's payload demands.
  const data = command.data as never;
  const { actor } = command;
  if (!roleMay(act, actor.role)) return { ...notAuthorised(act, actor), seen: [] };

  let targets = yield act.on(data);
  if (act.widen) targets = yield act.widen(data, targets);
  if (act.narrow) targets = act.narrow(data, targets);
  if (targets.length === 0) throw new Error(`${act.command} concerns no stream: nobody's jurisdiction could be asked`);
  const seen: Seen[] = targets.flatMap((target) =>
    target.streamId === null ? [] : [{ streamId: target.streamId, version: target.version }],
  );
  if (targets.some(({ state }) => !act.by[actor.role]!(actor, state, data))) return { ...notAuthorised(act, actor), seen };

  const wanted = Object.entries((act.reads?.(data, targets, command.at) ?? {}) as Record<string, Ref<unknown> | undefined>).filter(
    ([, wish]) => wish !== undefined,
  ) as [string, Ref<unknown>][];
  const loaded = wanted.length ? yield wanted.map(([, wish]) => wish) : [];
  const reads = Object.fromEntries(wanted.map(([name], index) => [name, loaded[index]!]));
  wanted.forEach(([, wish], index) => {
    const { streamId: read, version } = loaded[index]!;
    if (read !== null && !wish.settled && !seen.some((one) => one.streamId === read)) seen.push({ streamId: read, version });
  });

  const { referred = [] } = command;
  const lacking = (act.refersTo?.(data) ?? []).filter((eventId) => !referred.some((one) => one.eventId === eventId));
  if (lacking.length) {
    const { refusal } = refuse(
      'unknown-id',
      act.legalBasis,
      `所指事件不存在：${lacking.join('、')}`,
      `no such event: ${lacking.join(', ')}`,
      { eventIds: lacking },
    );
    return { refusal, seen };
  }

  const writes: TargetWrite[] = [];
  const warnings: Warning[] = [];
  const input: Input<never> = { data, actor, at: command.at, batch: targets.map(({ state }) => state), referred };
  for (const target of targets) {
    const decision = act.decide(input as never, target, reads);
    if (isRefused(decision)) return { refusal: decision.refusal, seen };
    for (const warning of decision.warnings) if (!warnings.some(({ code }) => code === warning.code)) warnings.push(warning);
    // A stream that nobody holds has no name to write under: the act should have refused.
    if (target.streamId === null) throw new Error(`${act.command} was accepted for a stream that nobody holds`);
    writes.push({ streamId: target.streamId, expectedVersion: target.version, events: decision.events });
  }
  return { writes, warnings, seen };
}

/** What the events of one stream claim and let go, by their definitions. */
export const claimsOf = (
  events: readonly DomainEvent[],
  definitionOf: (type: string) => { claims?: (data: never) => readonly Claim[]; releases?: readonly string[] },
): { readonly claims: readonly Claim[]; readonly releases: readonly string[] } => ({
  claims: events.flatMap(({ type, data }) => definitionOf(type).claims?.(data as never) ?? []),
  releases: events.flatMap(({ type }) => definitionOf(type).releases ?? []),
});
