import { createHmac } from 'node:crypto';
import { decoder, notAuthorised, refuse, refuseText, roleMay, type AnyAct, type Refused } from '@minglu/kernel';
import { canonicalJson, NotCanonical } from '@minglu/event-store';
import type { Command } from './command.js';
import { newIdFor } from './new-id.js';
import { sealFields, type SealedData } from './sealing.js';
import type { Vault } from './vault.js';

/** A command that may be decided: known, well-formed, storable, with its sensitive fields sealed. */
export interface AdmittedCommand extends SealedData {
  readonly command: Command;
  readonly act: AnyAct;
  /** HMAC-SHA256 over type, payload (unsealed) and actor: recognises a repeated command. */
  readonly requestHash: Uint8Array;
  /** The act that the command names; null if there is none. */
  readonly named: AnyAct | null;
  /** HMAC-SHA256 of the text by which the act recognises a repeated matter; null if there is none. */
  readonly matter: string | null;
  /** The pseudonym of the person who files; null if the command names none. */
  readonly person: string | null;
  /** The id of the thing that the act makes, by its field; empty for an act that makes none. */
  readonly created: Readonly<Record<string, string>>;
}

export interface AdmissionOptions {
  readonly acts: readonly AnyAct[];
  readonly vault: Vault;
  /** Keys the request hashes, the new ids and the pseudonyms of persons: a plain hash of guessable content (a phone number) would reveal it. */
  readonly requestKey: Uint8Array;
}

/** Checks everything about a command that needs no stream: type, payload, text, and the role where the payload is wrong. */
export const admission = ({ acts, vault, requestKey }: AdmissionOptions): ((command: Command) => AdmittedCommand | Refused) => {
  const known = new Map(acts.map((act) => [act.command, { act, decodes: decoder(act.payload) }]));
  return (command) => {
    const { type, data: given, actor } = command;
    const found = known.get(type);
    if (!found) return refuse('unknown-command', [], `没有名为 ${type} 的命令`, `there is no command ${type}`, { type });
    const { act, decodes } = found;
    const data = withNewId(act, given, () => newIdFor(requestKey, command.commandId, act.newId as string));
    if (!decodes(data)) {
      // The faults of a payload are shown only to roles that may give the command.
      if (!roleMay(act, actor.role)) return notAuthorised(act, actor);
      const issues = decodes.issues(data);
      const first = `${issues[0]?.path} ${issues[0]?.problem}`;
      return refuse('invalid-payload', act.legalBasis, `命令内容不符合要求：${first}`, `not a valid ${type}: ${first}`, { issues });
    }
    // The new id is left out: a repeated command has the content that its caller sent.
    const request = storableText([type, given, actor]);
    if (request === null)
      return refuse(
        'invalid-payload',
        act.legalBasis,
        '命令内容含有无法保存的字符',
        'the command holds characters that cannot be stored (NUL, or half a surrogate pair)',
      );
    const wrongText = refuseText(data, act.legalBasis);
    if (wrongText) return wrongText;
    const requestHash = createHmac('sha256', requestKey).update(request).digest();
    const matter = (act.matter?.(data as never) as string | null | undefined) ?? null;
    const person = (act.person?.(data as never) as string | null | undefined) ?? null;
    return {
      command,
      act,
      requestHash,
      named: act.namesAct ? (known.get(act.namesAct(data as never) as string)?.act ?? null) : null,
      matter: matter === null ? null : digestOf(requestKey, `matter/v1\0${matter}`),
      person: person === null ? null : `person-${digestOf(requestKey, `minglu/person/v1\0${person}`).slice(0, PSEUDONYM)}`,
      created: act.newId === undefined ? {} : { [act.newId as string]: (data as Record<string, string>)[act.newId as string]! },
      ...sealFields(vault, act, data as Record<string, unknown>),
    };
  };
};

/** The payload with an id for the new thing, where the caller gave none. */
const withNewId = ({ newId }: AnyAct, data: unknown, make: () => string): unknown =>
  newId === undefined || typeof data !== 'object' || data === null || Array.isArray(data) || Object.hasOwn(data, newId)
    ? data
    : { ...data, [newId as string]: make() };

/** Hexadecimal digits of a pseudonym: 128 bits. */
const PSEUDONYM = 32;

/** The label in front of a text keeps the digests of matters, of persons and of requests apart. */
const digestOf = (key: Uint8Array, labelled: string): string => createHmac('sha256', key).update(labelled).digest('hex');

/** The canonical JSON of a request; null if PostgreSQL or canonical JSON cannot hold its text. */
const storableText = (request: unknown): string | null => {
  try {
    const text = canonicalJson(request);
    // An even number of backslashes before `u0000` is plain text; an odd number is an escaped NUL.
    return text.includes('\\u0000') && /(?<!\\)(?:\\\\)*\\u0000/.test(text) ? null : text;
  } catch (error) {
    if (error instanceof NotCanonical) return null;
    throw error;
  }
};
