import {
  dayOf,
  day,
  isRefused,
  mayBePublic,
  namedMaterials,
  record,
  refuse,
  materialDigest,
  text,
  Type,
  type Decision,
  type DomainEvent,
  type EventDefinition,
  type FreeText,
  type Instant,
  type Refused,
  type TObject,
  type TSchema,
} from '@minglu/kernel';
import { material, normalForm } from '@minglu/regulation';

/** One piece of evidence or one attachment: a file with its digest, or a description in words. */
export const evidence = Type.Union([material, record({ name: text(200), sha256: materialDigest() }), text(500)]);

/** The files of a sealed list of evidence, by digest alone: their names may name persons. An event keeps them, so that they can be opened. */
export const evidenceFiles = {
  files: Type.Optional(Type.Array(record({ sha256: materialDigest('sealed') }), { minItems: 1, maxItems: 100 })),
};
/** Those files, from the list before it was sealed; no field if there is none. */
export const filesIn = (list: unknown): { readonly files?: { sha256: string }[] } => {
  const files = namedMaterials(Type.Array(evidence), list).map(({ sha256 }) => ({ sha256 }));
  return files.length > 0 ? { files } : {};
};

/**
 * The `document` field of a payload (decisions 34): the paper of a decision, notice, order or opinion. Persons are named by pseudonym or
 * office. A part that is absent is not known.
 */
export const documentField = {
  document: Type.Optional(
    record({
      number: Type.Optional(text(200)),
      issuedOn: Type.Optional(day()),
      signedBy: Type.Optional(text(200)),
      countersignedBy: Type.Optional(Type.Array(text(200), { maxItems: 50 })),
      sealed: Type.Optional(Type.Boolean()),
      copiesTo: Type.Optional(Type.Array(text(200), { maxItems: 200 })),
      attachments: Type.Optional(Type.Array(evidence, { maxItems: 200 })),
    }),
  ),
};

export const DOCUMENT_TEXT: FreeText = {
  organisation: ['document.copiesTo[]'],
  officer: ['document.signedBy', 'document.countersignedBy[]'],
  document: ['document.number', 'document.attachments[]', 'document.attachments[].name'],
};
/** The free text of an event, with that of fields that were added to it. */
export const withText = (own: FreeText | undefined, added: FreeText): FreeText =>
  Object.fromEntries(
    [...new Set([...Object.keys(own ?? {}), ...Object.keys(added)])].map((reason) => [
      reason,
      [...(own?.[reason as keyof FreeText] ?? []), ...(added[reason as keyof FreeText] ?? [])],
    ]),
  );

/** Defines an event that may keep a document. Where the event is public the document stays inside: it can name those who signed. */
export const documentedEvent = <const T extends string, S extends TSchema>(definition: EventDefinition<T, S>): EventDefinition<T, S> => ({
  ...definition,
  payload: record({ ...(definition.payload as unknown as TObject).properties, ...documentField }) as unknown as S,
  freeText: withText(definition.freeText, DOCUMENT_TEXT),
  ...(mayBePublic(definition) ? { internal: { ...definition.internal, document: null } } : {}),
});

/** The payload of a command that carries a document. Some commands state its number in a field of their own. */
export interface Carried {
  readonly document?: { readonly number?: string; readonly issuedOn?: string } | undefined;
  readonly documentNumber?: string | undefined;
  readonly announcementNumber?: string | undefined;
  readonly noticeNumber?: string | undefined;
}
const numberOf = ({ documentNumber, announcementNumber, noticeNumber }: Carried): string | undefined =>
  documentNumber ?? announcementNumber ?? noticeNumber;

/** Refuses a document with two numbers, or of a day in the future. */
export const wrongDocument = ({ document, ...stated }: Carried, at: Instant, basis: readonly string[]): Refused | null => {
  const number = numberOf(stated);
  if (document?.number !== undefined && number !== undefined && normalForm(document.number) !== normalForm(number))
    return refuse(
      'document-numbers-differ',
      basis,
      `文号不一致：${document.number}、${number}`,
      `two numbers for one document: ${document.number}, ${number}`,
      { number, document: document.number },
    );
  const issuedOn = document?.issuedOn;
  return issuedOn !== undefined && issuedOn > dayOf(at)
    ? refuse('date-in-future', basis, `文件日期 ${issuedOn} 晚于今天`, `the document is dated ${issuedOn}, in the future`, {
        date: issuedOn,
        today: dayOf(at),
      })
    : null;
};

/** Keeps the document with these events of a decision. Its number is that of the command; its day is by default that of the act. */
export const withDocument = <E extends DomainEvent>(
  decision: Decision<E>,
  types: readonly string[],
  { document, ...stated }: Carried,
  at: Instant,
): Decision<E> => {
  if (isRefused(decision) || !document) return decision;
  const number = document.number ?? numberOf(stated);
  const kept = (occurredAt: Instant) => ({
    ...document,
    ...(number === undefined ? {} : { number }),
    issuedOn: document.issuedOn ?? dayOf(occurredAt),
  });
  return withFields(decision, ({ type, occurredAt = at }) => (types.includes(type) ? { document: kept(occurredAt) } : null));
};

/** Adds fields to the payloads of the events for which there are any. */
export const withFields = <E extends DomainEvent>(decision: Decision<E>, fieldsOf: (event: E) => object | null): Decision<E> =>
  isRefused(decision)
    ? decision
    : {
        ...decision,
        events: decision.events.map((event) => {
          const fields = fieldsOf(event);
          return fields ? { ...event, data: { ...(event.data as object), ...fields } } : event;
        }),
      };
