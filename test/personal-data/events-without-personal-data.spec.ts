import { approver, command, inPublicity, objection, officer, publicityClosed, someone } from '@minglu/dossier/testing';
import { FREE_TEXT_REASONS, nullable, record, text, Type, id, sha256, type FreeText, type TSchema } from '@minglu/kernel';
import { acts as allActs, events as allEvents } from '@minglu/system';
import { placesOf, type PayloadSchema } from './clear-text.js';

const definitions = Object.values(allEvents) as readonly unknown[] as readonly {
  readonly type: string;
  readonly classification: unknown;
  readonly payload: PayloadSchema;
  readonly freeText?: FreeText;
}[];
const places = definitions.flatMap(({ type, payload }) => placesOf(payload).map(({ path, kind }) => ({ type, path, kind })));
const stated = definitions.flatMap(({ type, freeText = {} }) =>
  Object.entries(freeText).flatMap(([reason, paths]) => paths.map((path) => ({ reason, place: `${type}/${path}` }))),
);
const free = places.filter(({ kind }) => kind === 'text' || kind === 'person').map(({ type, path }) => `${type}/${path}`);

describe('no event', () => {
  it('has free text that its definition does not declare with a reason', () => {
    expect(free.filter((place) => !stated.some((one) => one.place === place))).toEqual([]);
  });
  it('declares a missing place, a place twice or an unknown reason', () => {
    expect(stated.filter(({ place }) => !free.includes(place))).toEqual([]);
    expect(stated.filter(({ place }, index) => stated.findIndex((one) => one.place === place) !== index)).toEqual([]);
    expect(stated.filter(({ reason }) => !(reason in FREE_TEXT_REASONS))).toEqual([]);
  });
  it('declares text for the ministry alone, unless the event is restricted', () => {
    const restricted = definitions.filter(({ classification }) => classification === 'RESTRICTED').map(({ type }) => type);
    expect(stated.filter(({ reason, place }) => reason === 'restricted' && !restricted.includes(place.split('/')[0]!))).toEqual([]);
  });
  it('has a field of any name or kind', () => expect(places.filter(({ kind }) => kind === 'open')).toEqual([]));
});

describe('a sealed field of an act', () => {
  const acts = allActs as readonly unknown[] as readonly {
    readonly command: string;
    readonly sealed?: readonly string[];
  }[];
  const sealed = places.filter(({ kind }) => kind === 'sealed').map(({ type, path }) => `${type}/${path}`);

  it('is in these places of events, as a reference and a commitment', () => {
    expect(sealed.sort()).toEqual([
      'ClueRecorded/evidence',
      'ClueRecorded/grounds',
      'ClueRecorded/identity.contact',
      'ClueRecorded/identity.name',
      'EvidenceAdded/note',
      'InvestigationOpened/clue',
      'LegacyCreationImported/approvedBy',
      'ObjectionFiled/evidence',
      'ObjectionFiled/grounds',
      'ObjectionFiled/identity.contact',
      'ObjectionFiled/identity.name',
      'PolicySet/approvedBy',
      'RecordCorrected/newValue',
      'RecordCorrected/reason',
      'RecordCorrectionProposed/newValue',
      'RecordCorrectionProposed/reason',
      'ReportFiled/contact',
      'ReportFiled/content',
      'ReportFiled/evidence',
      'ReportFiled/name',
      'ReportHandled/answer',
      'ReportHandled/findings',
      'StatementReceived/content',
    ]);
  });
  it('has a sealed place in an event', () => {
    const homeless = acts
      .flatMap(({ command: name, sealed: fields = [] }) => fields.map((field) => ({ name, field })))
      .filter(({ field }) => !sealed.some((place) => place.endsWith(`/${field}`) || place.endsWith(`.${field}`)));
    expect(homeless).toEqual([]);
  });
  it('appears in clear text in no event of a case', () => {
    const person = { name: '张三丰', contact: 'zhang3feng@wudang.example', grounds: '本人张三丰举报数据造假' };
    const at = '2025-09-29T09:00:00+08:00';
    const open = inPublicity();
    open.when(command(someone, at, 'FileObjection', objection('o1', 'a', 'p1', person))).then('ObjectionFiled');
    open
      .when(
        command(someone, at, 'FileObjection', {
          ...objection('o2', 'a', 'p1'),
          name: undefined,
          contact: undefined,
          nameMode: 'anonymous',
          grounds: person.grounds,
        }),
      )
      .then('ClueRecorded');
    open
      .when(
        command(officer, at, 'OpenInvestigation', {
          investigationId: 'i1',
          subject: 'a',
          clue: `${person.name}来信`,
          sourceProtected: true,
        }),
      )
      .then('InvestigationOpened');
    const late = publicityClosed(inPublicity());
    late
      .when(
        command(officer, '2025-10-15T09:00:00+08:00', 'FileObjection', {
          ...objection('o3', 'a', 'p1', person),
          receivedAt: '2025-10-14T09:00:00+08:00',
        }),
      )
      .then('ClueRecorded');
    const log = JSON.stringify([open.events(), late.events()]);
    expect(log).toContain('"commitment"');
    // Four eyes are counted by person: the event of a review names its officer by his pseudonym, in this field and no other.
    const others = log.replaceAll(`"concludedBy":"${officer.person}"`, '');
    expect(others).not.toBe(log);
    for (const word of [person.name, person.contact, person.grounds, officer.person, someone.person, approver.person])
      expect(others).not.toContain(word);
  });
});

describe('a place that could hold personal data', () => {
  const seal = () => record({ ref: text(64), commitment: sha256() });
  const found = (payload: TSchema | object) => placesOf(payload as PayloadSchema).map(({ path, kind }) => `${kind} ${path}`);

  it.each<[string, TSchema | object, string[]]>([
    ['free text', record({ remark: text() }), ['text remark']],
    ['free text that is optional or nullable', record({ a: Type.Optional(text()), b: nullable(text()) }), ['text a', 'text b']],
    ['text with a pattern outside the known closed patterns', record({ phone: Type.String({ pattern: '^1[0-9]{10}$' }) }), ['text phone']],
    ['text in a list of records', record({ panel: Type.Array(record({ name: text() })) }), ['text panel[].name']],
    [
      'an identifier that is named after a person',
      record({ reporterId: id(), experts: Type.Array(record({ id: id() })), authorityId: id() }),
      ['person reporterId', 'person experts[].id'],
    ],
    ['names of fields', record({ by: Type.Record(Type.String(), Type.Integer()) }), ['text by.{}']],
    ['a field of any kind', record({ more: Type.Unknown() }), ['open more']],
    ['a record that is open', record({ more: Type.Object({}) }), ['open more']],
    ['a seal with room for other fields', record({ a: Type.Object({ ref: text(64), commitment: sha256() }) }), ['text a.ref', 'open a']],
    [
      'a seal whose commitment is free text',
      record({ a: record({ ref: text(64), commitment: text() }) }),
      ['text a.ref', 'text a.commitment'],
    ],
  ])('is %s', (_, payload, expected) => expect(found(payload)).toEqual(expected));
  it('is not a number, a flag, a fixed word, a day, a code or the id of a case', () => {
    const harmless = {
      n: Type.Integer(),
      flag: Type.Boolean(),
      word: Type.Enum(['a', 'b']),
      constant: Type.Literal('x'),
      on: Type.Unsafe({ type: 'string', format: 'date' }),
      code: Type.String({ pattern: '^[0-9]{6}$' }),
      caseId: id(),
    };
    expect(found(record(harmless))).toEqual([]);
  });
  it('is distinguished from a seal', () =>
    expect(found(record({ identity: nullable(record({ name: seal(), contact: seal() })) }))).toEqual([
      'sealed identity.name',
      'sealed identity.contact',
    ]));
});
