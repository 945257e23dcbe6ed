import {
  accept,
  dayOf,
  defineEvent,
  id,
  newEvent,
  nullable,
  record,
  ref,
  refuse,
  routesOf,
  text,
  Type,
  type Actor,
  type AnyAct,
  type Decision,
  type EventOf,
  type StreamCategory,
  type TSchema,
} from '@minglu/kernel';
import { WITH_WORK } from '@minglu/regulation';
import { idTaken, referenceAct } from './act.js';
import { authority, heldRole, inPerson, person } from './authority.js';
import { colleaguesOf } from './colleagues.js';

const BASIS = 'measure-2022/4';

/** A value as a link has it: a code, a day, a number, or several of them with commas. Prose does not fit, so no name of a person does. */
const linkText = () => Type.String({ pattern: '^[!-~]{1,500}$' });
const preparedFields = Type.Array(
  record({
    field: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,63}$', description: '预填的字段 / the prepared field' }),
    value: linkText(),
  }),
  { maxItems: 40 },
);
const commandName = () => Type.String({ pattern: '^[A-Z][A-Za-z]{1,63}$' });

const handedOver = {
  handOverId: id(),
  person: person(),
  to: person(),
  role: heldRole(),
  org: text(64),
  /** The act that is asked for. */
  command: commandName(),
  /** Null: it is about no case. */
  caseId: nullable(id()),
  fields: preparedFields,
};

export const handOverEvents = {
  ActHandedOver: defineEvent({
    type: 'ActHandedOver',
    version: 1,
    title: { zh: '已交由同事办理', en: 'Act handed over to a colleague' },
    freeText: { officer: ['person', 'to'], organisation: ['org'], prepared: ['command', 'fields[].field', 'fields[].value'] },
    classification: 'RESTRICTED',
    payload: record(handedOver),
  }),
  HandedOverActDone: defineEvent({
    type: 'HandedOverActDone',
    version: 1,
    title: { zh: '转来的事项已办理', en: 'Handed-over act carried out' },
    classification: 'RESTRICTED',
    payload: record({ handOverId: id() }),
  }),
  HandOverTakenBack: defineEvent({
    type: 'HandOverTakenBack',
    version: 1,
    title: { zh: '转办已收回', en: 'Hand-over taken back' },
    classification: 'RESTRICTED',
    payload: record({ handOverId: id() }),
  }),
  HandOverDeclined: defineEvent({
    type: 'HandOverDeclined',
    version: 1,
    title: { zh: '转办已退回', en: 'Hand-over declined' },
    freeText: { official: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ handOverId: id(), reasons: text() }),
  }),
};
export type HandOverEvent = EventOf<typeof handOverEvents>;

type Asked = Extract<HandOverEvent, { type: 'ActHandedOver' }>['data'];
export interface HandOver {
  /** Null before it was recorded. */
  readonly asked: Asked | null;
  readonly end: 'done' | 'taken-back' | 'declined' | null;
}

/** One stream for each hand-over. The two persons see it, and the audit administrator reads its events. */
export const handOvers: StreamCategory<HandOver, HandOverEvent> = {
  name: 'hand-over',
  events: handOverEvents,
  initial: { asked: null, end: null },
  evolve: (state, event) => {
    switch (event.type) {
      case 'ActHandedOver':
        return { ...state, asked: event.data };
      case 'HandedOverActDone':
        return { ...state, end: 'done' };
      case 'HandOverTakenBack':
        return { ...state, end: 'taken-back' };
      case 'HandOverDeclined':
        return { ...state, end: 'declined' };
    }
  },
};
const handOver = (handOverId: string) => ref(handOvers, handOverId);

/** Whether a field has codes alone: ids, days, numbers, words of a list. Free text may name a person, and records are no part of a link. */
const isOfCodes = (schema: TSchema): boolean => {
  const { type, pattern, format, enum: words, items, anyOf } = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(anyOf)) return (anyOf as readonly TSchema[]).every(isOfCodes);
  if (type === 'array') return isOfCodes(items as TSchema);
  if (type === 'string') return words !== undefined || format !== undefined || (pattern !== undefined && pattern !== '\\S');
  return type !== 'object' && (type !== undefined || 'const' in schema);
};

/** Whether a link may carry a field of an act: the act has it, it is not sealed, and it takes no free text. */
export const isInLink = ({ payload, sealed = [] }: AnyAct, field: string): boolean => {
  const own = payload.properties as Readonly<Record<string, TSchema>>;
  return Object.hasOwn(own, field) && !(sealed as readonly string[]).includes(field) && isOfCodes(own[field]!);
};
const closedField = (act: AnyAct, fields: Asked['fields']): string | undefined => fields.find(({ field }) => !isInLink(act, field))?.field;

const twice = (fields: Asked['fields']): string | undefined =>
  fields.find(({ field }, index) => fields.findIndex((one) => one.field === field) !== index)?.field;

/** Hands a prepared act over to a named colleague (decisions 47). He carries it out under his own name, or declines. */
export const handOverAct = referenceAct({
  command: 'HandOverAct',
  route: 'POST /persons/{person}/hand-overs',
  newId: 'handOverId',
  title: { zh: '交由同事办理', en: 'Hand an act over to a colleague' },
  legalBasis: [BASIS],
  payload: record({
    person: person(),
    handOverId: id(),
    to: person(),
    role: heldRole(),
    command: commandName(),
    caseId: Type.Optional(id()),
    fields: Type.Optional(preparedFields),
  }),
  example: () => ({ person: 'officer-1', to: 'approver-1', role: 'ministry-approver', command: 'ConferTitle', caseId: 'case-1' }),
  by: inPerson(WITH_WORK),
  namesAct: ({ command }) => command,
  on: ({ handOverId }) => [handOver(handOverId)],
  reads: ({ to }) => ({ colleague: authority(to) }),
  decide: ({ data, actor, at, named }, { state }, { colleague }) => {
    const { handOverId, to, role, command, caseId = null, fields = [] } = data;
    if (state.asked) return idTaken({ zh: '转办', en: 'hand-over' }, handOverId);
    if (!named) return refuse('unknown-command', BASIS, `没有名为 ${command} 的命令`, `there is no command ${command}`, { type: command });
    if (to === data.person) return refuse('four-eyes', BASIS, '不能转给本人', 'an act is handed over to another person');
    if (!Object.hasOwn(named.by, role))
      return refuse('not-for-this-role', BASIS, `“${named.title.zh}”不由该角色办理`, `${role} does not carry out ${command}`, {
        role,
        allowed: Object.keys(named.by).filter((one) => one !== 'system'),
      });
    if (colleaguesOf(actor, role, [[to, colleague.state]], dayOf(at)).length === 0)
      return refuse(
        'no-colleague',
        BASIS,
        `${to} 不是经授予该角色的本单位同事`,
        `${to} is no colleague to whom the role ${role} is granted`,
        {
          to,
          role,
        },
      );
    const closed = closedField(named, fields) ?? twice(fields);
    if (closed !== undefined)
      return refuse(
        'field-not-in-link',
        BASIS,
        `字段 ${closed} 不得随转办传递：没有此字段、重复、密封，或者可填写文字`,
        `the field ${closed} is not handed over: there is none, it is there twice, it is sealed, or it takes free text`,
        { field: closed },
      );
    return accept([
      newEvent(handOverEvents.ActHandedOver, {
        handOverId,
        person: data.person,
        to,
        role: role as never,
        org: actor.org,
        command,
        caseId,
        fields,
      }),
    ]);
  },
});

/** Jurisdiction of one of the two persons, who is no delegate. It does not tell an outsider which hand-overs exist. */
const only =
  (who: 'person' | 'to') =>
  ({ person: self, org, onBehalfOf }: Actor, { asked }: HandOver): boolean =>
    onBehalfOf === undefined && asked?.org === org && asked[who] === self;
const asOne = (who: 'person' | 'to') => Object.fromEntries(WITH_WORK.map((role) => [role, only(who)]));

const ended = ({ end }: HandOver, handOverId: string) =>
  refuse('hand-over-ended', BASIS, '转办已经办理、收回或者退回', 'the hand-over was carried out, taken back or declined', {
    handOverId,
    end,
  });

/** Takes a hand-over back. */
export const takeBackHandOver = referenceAct({
  command: 'TakeBackHandOver',
  route: 'POST /hand-overs/{handOverId}/withdrawals',
  title: { zh: '收回转办', en: 'Take a hand-over back' },
  legalBasis: [BASIS],
  payload: handOverEvents.HandOverTakenBack.payload,
  example: () => ({ handOverId: 'handOver-7k3m-q9x2-4hnp' }),
  by: asOne('person'),
  on: ({ handOverId }) => [handOver(handOverId)],
  decide: ({ data }, { state }) =>
    state.end === null ? accept([newEvent(handOverEvents.HandOverTakenBack, data)]) : ended(state, data.handOverId),
});

/** Declines a hand-over, with the reason. */
export const declineHandOver = referenceAct({
  command: 'DeclineHandOver',
  route: 'POST /hand-overs/{handOverId}/refusals',
  title: { zh: '退回转办', en: 'Decline a hand-over' },
  legalBasis: [BASIS],
  payload: handOverEvents.HandOverDeclined.payload,
  example: () => ({ handOverId: 'handOver-7k3m-q9x2-4hnp', reasons: '请先补充材料' }),
  by: asOne('to'),
  on: ({ handOverId }) => [handOver(handOverId)],
  decide: ({ data }, { state }) =>
    state.end === null ? accept([newEvent(handOverEvents.HandOverDeclined, data)]) : ended(state, data.handOverId),
});

/** A command that names the hand-over which asked for it. */
interface Carrying {
  readonly act: AnyAct;
  readonly data: Readonly<Record<string, unknown>>;
  readonly command: { readonly actor: Actor };
  readonly handOverId: string;
}

/** True if the command is the act that was asked for: of this name, in this case, and on the thing that its address names. */
const isAsked = ({ command, caseId, fields }: Asked, { act, data }: Carrying, written: ReadonlySet<string>): boolean => {
  const inPath = new Set(routesOf([act]).flatMap((one) => one.fields));
  return (
    act.command === command &&
    (caseId === null || written.has(`dossier/${caseId}`)) &&
    fields.every(({ field, value }) => !inPath.has(field) || data[field] === value)
  );
};

/** The end of a hand-over with the act itself. Both are recorded, or neither. */
export const endOfHandOver = {
  ref: handOver,
  decide: (state: unknown, carrying: Carrying, written: ReadonlySet<string>): Decision => {
    const { asked, end } = state as HandOver;
    const { handOverId, command } = carrying;
    if (!asked || !only('to')(command.actor, { asked, end }) || asked.role !== command.actor.role)
      return refuse('unknown-id', [], `没有转给您的事项 ${handOverId}`, `there is no hand-over ${handOverId} to you`, { id: handOverId });
    if (end !== null) return ended({ asked, end }, handOverId);
    if (!isAsked(asked, carrying, written))
      return refuse('other-act', BASIS, '所办理的不是转来的事项', 'this is not the act that was handed over', { command: asked.command });
    return accept([newEvent(handOverEvents.HandedOverActDone, { handOverId }, { legalBasis: [BASIS] })]);
  },
};
