import type { Actor, Instant } from '@minglu/kernel';

/** A command as the handler takes it. The same id with the same content gets the first answer again. */
export interface Command {
  readonly commandId: string;
  readonly type: string;
  readonly data: unknown;
  readonly actor: Actor;
  /** The caller's clock: the effective instant of the events, unless an event states its own. */
  readonly at: Instant;
  /** The version of the first written stream that the actor has seen, counted over visible events. Other versions are refused as stale. */
  readonly ifVersion?: number;
  /** The tickets of the uploads to which its actor has no right as an organisation. */
  readonly tickets?: readonly string[];
  /** The hand-over that ends with this command. */
  readonly handOver?: string;
  readonly correlationId?: string;
  readonly causationId?: string | null;
  /** W3C Trace Context. */
  readonly traceparent?: string | null;
}
