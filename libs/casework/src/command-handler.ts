import { randomUUID } from 'node:crypto';
import { isRefused, type CommandDecision, type Referred } from '@minglu/kernel';
import { logWithin, until, type AppendOutcome, type EventStore } from '@minglu/event-store';
import { admission, type AdmissionOptions, type AdmittedCommand } from './admission.js';
import { acceptedWithoutEvents, refused, type CommandAnswer, type RefusedAnswer, type TrialAnswer } from './answer.js';
import { startAppend } from './appending.js';
import type { ClockWatch } from './clock-watch.js';
import type { Command } from './command.js';
import { decider, type Decided, type EndOfHandOver, type Observe } from './deciding.js';
import { decisionToAppend, type AppendOptions } from './decision-to-append.js';
import { isFresh, isGrounded, staleFor, type VisibleTo } from './freshness.js';
import { heldByNothing, withPersons, type Held } from './named-persons.js';
import { personSecrets } from './person-secrets.js';
import { findReferred } from './references.js';
import { answerToAppend, answerToRepeat, claimTaken, type StoredAnswer } from './stored-answer.js';
import { everyMaterial, materialsOf, type StoredMaterials } from './stored-materials.js';
import { streamCache } from './stream-cache.js';
import { takenClaim, triedEvents } from './trial.js';
import { recordsEvents } from './written-streams.js';

/** The one handler of all commands: load, decide, append, answer. */
export interface CommandHandler {
  /**
   * Rejects with `ClockWrong` while a clock is wrong, and with the reason of the signal when that aborts: nothing was recorded. Rejects
   * with `OutcomeUnknown` if the command was sent to the log and not answered; it may be sent again with the same id.
   */
  readonly execute: (command: Command, signal?: AbortSignal) => Promise<CommandAnswer>;
  /** Decides a command and records nothing: no event, no row of the vault, no command id. Rejects as `execute` does. */
  readonly tryOut: (command: Command, signal?: AbortSignal) => Promise<TrialAnswer>;
}

interface CommandHandlerOptions extends AdmissionOptions, Omit<AppendOptions, 'newEventId' | 'recordedBy'> {
  readonly store: EventStore;
  /** Default: states are not observed, and no parameters are recorded. */
  readonly observe?: Observe;
  /** Default: a command that names a hand-over ends none. */
  readonly endOfHandOver?: EndOfHandOver;
  /** Default: every actor sees all events. */
  readonly visibleTo?: VisibleTo;
  /** Why the data of a person must be kept. Default: nothing. */
  readonly held?: Held;
  /** Default: every digest that a command names is known. */
  readonly materials?: StoredMaterials;
  /** Once started it holds commands while a clock is wrong, and events are recorded by the clock of the database. */
  readonly clockWatch?: ClockWatch;
  /** The command that says that the last instant of the log was wrong. */
  readonly clockFault?: string;
  /** Folded streams kept in memory. */
  readonly cachedStreams?: number;
}

/** Carries an admitted command out, or tries it out. The answer gets the id of the new thing afterwards. */
type CarryOut<A> = (admitted: AdmittedCommand, referred: readonly Referred[], log: EventStore, signal?: AbortSignal) => Promise<A>;

/** Attempts to decide a command whose facts keep moving. */
const MAXIMUM_ATTEMPTS = 64;

export const commandHandler = (options: CommandHandlerOptions): CommandHandler => {
  const {
    store,
    observe,
    endOfHandOver,
    visibleTo,
    materials = everyMaterial,
    clockWatch: watch,
    clockFault,
    vault,
    held = heldByNothing,
  } = options;
  const persons = personSecrets(vault, store);
  const cache = streamCache(store, options.registry, options.cachedStreams ?? 20_000);
  const admit = admission(options);
  const decide = decider({ store, cache, ...(observe ? { observe } : {}), ...(endOfHandOver ? { endOfHandOver } : {}) });
  const referredOf = async (log: EventStore, { act, data }: AdmittedCommand): Promise<readonly Referred[]> =>
    withPersons(log, act, await findReferred(log, act, data), held);
  const toAppend = decisionToAppend({
    ...options,
    newEventId: randomUUID,
    recordedBy: () => (watch?.isOn() ? 'database' : 'caller'),
  });

  /** 1. Admit: all checks that need no stream. `carryOut` then gets the events that the command points to. */
  const admitting =
    <A extends TrialAnswer | CommandAnswer>(carryOut: CarryOut<A>) =>
    async (command: Command, signal?: AbortSignal): Promise<A | RefusedAnswer> => {
      const log = logWithin(store, signal);
      if (watch?.isOn()) await until(signal, watch.check(command.at, { acceptLog: command.type === clockFault }));
      const admitted = admit(command);
      if (isRefused(admitted)) return refused(command.commandId, admitted.refusal);
      const answer = await carryOut(admitted, await referredOf(log, admitted), log, signal);
      // A repeated command has the same new id as the first one.
      return answer.outcome === 'accepted' ? { ...answer, created: admitted.created } : answer;
    };

  const execute = admitting<CommandAnswer>(async (admitted, found, log, signal) => {
    let referred = found;
    const { command } = admitted;
    const { commandId } = command;
    const files = materialsOf(materials, admitted, signal);
    let lostClaim: string | null = null;
    for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt += 1) {
      // 2. Load and decide. The target streams stay queued until the append has started.
      const decided = await decide(admitted, referred, attempt === 1, signal);
      let decision: CommandDecision = decided.decision;
      let started: { readonly outcome: Promise<AppendOutcome>; readonly answer: StoredAnswer } | null = null;
      try {
        if (!isRefused(decision)) decision = (await until(signal, files.unstored(decision))) ?? decision;
        if (!isRefused(decision) && command.ifVersion !== undefined)
          decision = (await until(signal, staleFor(log, command, decision, decided.streams, visibleTo))) ?? decision;
        // 3. Append.
        if (!isRefused(decision) && recordsEvents(decision)) {
          if (!(await until(signal, isGrounded(decision, decided.streams)))) continue;
          const target = decision.writes[0]?.streamId;
          const sealed =
            admitted.secrets.length > 0 ? { ...admitted, secrets: await until(signal, persons.of(admitted, referred, target)) } : admitted;
          const prepared = toAppend(sealed, decision, decided);
          started = { outcome: startAppend(log, cache, prepared), answer: prepared.answer };
        }
      } finally {
        decided.release();
      }

      // 4. Answer: without an append only on fresh facts, and a repeated id always as the first time.
      if (started === null) {
        if (decided.assumed.length > 0) continue;
        if (!(await until(signal, isFresh(log, cache, decision.readSet, decided.streams)))) continue;
        const stored = await log.findCommand(commandId);
        if (stored) return answerToRepeat(commandId, stored, admitted.requestHash);
        return isRefused(decision) ? refused(commandId, decision.refusal) : acceptedWithoutEvents(commandId, decision.warnings);
      }
      const outcome = await started.outcome;
      if (outcome.outcome !== 'conflict') return answerToAppend(commandId, outcome, started.answer);

      // 5. Retry on the new facts. A claim that was lost twice belongs to another stream; a retry would not change that.
      // One that was taken for never held is looked up now.
      const lost = outcome.on === 'claim' && !isAssumed(decided, outcome.id) ? outcome.id : null;
      if (lost !== null && lost === lostClaim) return claimTaken(commandId, lost);
      lostClaim = lost;
      if (outcome.on === 'file') files.removed(outcome.id);
      // The person has filed meanwhile, or is erased.
      if (outcome.on === 'key') {
        persons.forget(admitted);
        referred = await referredOf(log, admitted);
      }
    }
    throw keptMoving(command);
  });

  const tryOut = admitting<TrialAnswer>(async (admitted, referred, log, signal) => {
    const { command } = admitted;
    const { commandId } = command;
    const files = materialsOf(materials, admitted, signal);
    for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt += 1) {
      const { decision, streams, release } = await decide(admitted, referred, false, signal);
      release();
      if (!(await until(signal, isFresh(log, cache, decision.readSet, streams)))) continue;
      if (isRefused(decision)) return refused(commandId, decision.refusal);
      const missing = await until(signal, files.unstored(decision));
      if (missing) return refused(commandId, missing.refusal);
      const stale = command.ifVersion === undefined ? null : await until(signal, staleFor(log, command, decision, streams, visibleTo));
      if (stale) return refused(commandId, stale.refusal);
      const taken = await takenClaim(log, options.registry, decision);
      if (taken) return claimTaken(commandId, taken);
      const events = triedEvents(options.registry, admitted, decision, streams, visibleTo);
      return { outcome: 'accepted', commandId, events, warnings: decision.warnings, created: {} };
    }
    throw keptMoving(command);
  });

  return { execute, tryOut };
};

const isAssumed = ({ assumed }: Pick<Decided, 'assumed'>, claim: string): boolean =>
  assumed.some(({ kind, id }) => `${kind}/${id}` === claim);

const keptMoving = ({ type, commandId }: Command): Error =>
  new Error(`${type} ${commandId} could not be decided: its facts kept moving in ${MAXIMUM_ATTEMPTS} attempts`);
