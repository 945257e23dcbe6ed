import { record, text, Type, type Actor, type AnyAct } from '@minglu/kernel';
import { endOfHandOver, handOvers, type HandOver } from './hand-over.js';
import { fresh } from './testing/fresh.js';

const AT = '2026-03-02T01:00:00Z';
const officer: Actor = { role: 'ministry-officer', org: 'MIIT', person: 'officer-1' };
const approver: Actor = { role: 'ministry-approver', org: 'MIIT', person: 'approver-1' };
const security: Actor = { role: 'security-admin', org: 'MIIT', person: 'security-1' };

const send = (name: string, data: Record<string, unknown>, by: Actor) => ({ by, at: AT, do: name, with: data });
const grant = (person = 'approver-1', role = 'ministry-approver', org = 'MIIT') =>
  send('GrantRole', { person, grantId: `g-${person}-${role}`, role, org, reasons: '任职' }, security);
const handOver = (more: Record<string, unknown> = {}, by = officer) =>
  send(
    'HandOverAct',
    {
      person: by.person,
      handOverId: 'h1',
      to: 'approver-1',
      role: 'ministry-approver',
      command: 'ApproveCorrection',
      fields: [{ field: 'correctionId', value: 'c-1' }],
      ...more,
    },
    by,
  );
const takeBack = (by = officer) => send('TakeBackHandOver', { handOverId: 'h1' }, by);
const decline = (by = approver) => send('DeclineHandOver', { handOverId: 'h1', reasons: '材料不全' }, by);
const ready = () => fresh().given(grant());
const handed = () => ready().given(handOver());
const stateOf = (it: ReturnType<typeof fresh>): HandOver => it.state({ category: handOvers, id: 'h1' });

describe('a hand-over (decisions 47)', () => {
  it('gives a prepared act to a colleague, with the values of its link', () => {
    const it = ready();
    it.when(handOver()).then('ActHandedOver');
    expect(stateOf(it).asked).toEqual({
      handOverId: 'h1',
      person: 'officer-1',
      to: 'approver-1',
      role: 'ministry-approver',
      org: 'MIIT',
      command: 'ApproveCorrection',
      caseId: null,
      fields: [{ field: 'correctionId', value: 'c-1' }],
    });
  });
  it('goes to another person of the same organisation, who has the role by a grant', () => {
    ready()
      .when(handOver({ to: 'officer-1' }))
      .thenRefused('four-eyes', 'measure-2022/4');
    ready()
      .when(handOver({ to: 'approver-2' }))
      .thenRefused('no-colleague', 'measure-2022/4');
    fresh()
      .given(grant('city-2', 'applicant', '340100'))
      .when(handOver({ to: 'city-2', role: 'applicant', command: 'FileReport', fields: [] }))
      .thenRefused('not-for-this-role');
    fresh()
      .given(grant('province-2', 'provincial-authority', '340000'))
      .when(handOver({ to: 'province-2', role: 'provincial-authority', command: 'ForwardNotice', fields: [] }))
      .thenRefused('no-colleague');
  });
  it('asks for an act of the vocabulary that the role may carry out', () => {
    ready()
      .when(handOver({ command: 'DoNothing' }))
      .thenRefused('unknown-command', 'measure-2022/4');
    ready()
      .when(handOver({ command: 'CorrectRecord', fields: [] }))
      .thenRefused('not-for-this-role', 'measure-2022/4');
  });
  it('is given in person, and once by one id', () => {
    ready()
      .when(handOver({ person: 'officer-2' }))
      .thenRefused('not-authorised');
    ready()
      .when(handOver({}, { ...officer, onBehalfOf: 'officer-2' }))
      .thenRefused('not-authorised');
    handed().when(handOver()).thenRefused('id-taken');
  });
  it('carries no sealed value, no free text, and no field that the act does not have', () => {
    const asking = (command: string, field: string, ...more: readonly string[]) =>
      fresh()
        .given(grant('officer-2', 'ministry-officer'))
        .when(
          handOver({
            to: 'officer-2',
            role: 'ministry-officer',
            command,
            fields: [field, ...more].map((one) => ({ field: one, value: 'x-1' })),
          }),
        );
    asking('CorrectRecord', 'targetEventId').then('ActHandedOver');
    asking('CorrectRecord', 'reason').thenRefused('field-not-in-link', 'measure-2022/4');
    asking('CorrectRecord', 'newValue').thenRefused('field-not-in-link');
    asking('CorrectRecord', 'field').thenRefused('field-not-in-link');
    asking('CorrectRecord', 'toString').thenRefused('field-not-in-link');
    asking('CorrectRecord', 'targetEventId', 'targetEventId').thenRefused('field-not-in-link');
    // A record in the clear may hold text.
    fresh()
      .given(grant('officer-2', 'ministry-admin'))
      .when(handOver({ to: 'officer-2', role: 'ministry-admin', command: 'SetPolicy', fields: [{ field: 'document', value: 'x-1' }] }))
      .thenRefused('field-not-in-link');
    // Prose and names of persons do not even have the form of a value.
    expect(() => ready().when(handOver({ fields: [{ field: 'correctionId', value: '张三' }] }))).toThrow('malformed');
  });
  it('is taken back by the person who gave it, and declined by the other one', () => {
    const [back, declined] = [handed(), handed()];
    back.when(takeBack()).then('HandOverTakenBack');
    declined.when(decline()).then('HandOverDeclined');
    expect([stateOf(back).end, stateOf(declined).end]).toEqual(['taken-back', 'declined']);
    handed().when(takeBack(approver)).thenRefused('not-authorised');
    handed().when(decline(officer)).thenRefused('not-authorised');
    handed()
      .when(decline({ ...approver, onBehalfOf: 'officer-9' }))
      .thenRefused('not-authorised');
    // One that does not exist is refused like one of others.
    ready().when(decline()).thenRefused('not-authorised');
  });
  it('ends once', () => {
    handed().given(takeBack()).when(decline()).thenRefused('hand-over-ended', 'measure-2022/4');
    handed().given(decline()).when(takeBack()).thenRefused('hand-over-ended', 'measure-2022/4');
  });
});

describe('the end of a hand-over with its act (decisions 47)', () => {
  const act = {
    command: 'ApproveCorrection',
    route: 'POST /corrections/{correctionId}/approvals',
    by: { 'ministry-approver': () => true },
    payload: record({ correctionId: Type.String(), note: text() }),
  } as unknown as AnyAct;
  const carrying = (more: object = {}, by = approver) =>
    ({ act, data: { correctionId: 'c-1' }, command: { actor: by }, handOverId: 'h1', ...more }) as never;
  const end = (state: HandOver, command: never = carrying(), written: readonly string[] = []) => {
    const decision = endOfHandOver.decide(state, command, new Set(written));
    return 'refusal' in decision ? decision.refusal.code : decision.events.map(({ type }) => type);
  };

  it('comes with the act that was asked for, by the person who was asked', () => {
    expect(end(stateOf(handed()))).toEqual(['HandedOverActDone']);
  });
  it('is refused to other persons and in another role, as if there were no hand-over', () => {
    const asked = stateOf(handed());
    for (const by of [
      officer,
      { ...approver, person: 'approver-2' },
      { ...approver, role: 'ministry-admin' },
      { ...approver, onBehalfOf: 'x' },
    ])
      expect(end(asked, carrying({}, by))).toBe('unknown-id');
    expect(end(stateOf(ready()))).toBe('unknown-id');
  });
  it('is refused for another act, another thing and another case', () => {
    const asked = stateOf(handed());
    expect(end(asked, carrying({ act: { ...act, command: 'ConferTitle' } }))).toBe('other-act');
    expect(end(asked, carrying({ data: { correctionId: 'c-2' } }))).toBe('other-act');
    const inCase = stateOf(ready().given(handOver({ caseId: 'case-1' })));
    expect(end(inCase, carrying(), ['dossier/case-2'])).toBe('other-act');
    expect(end(inCase, carrying(), ['dossier/case-1', 'title-misuse/x'])).toEqual(['HandedOverActDone']);
  });
  it('is refused after the hand-over has ended', () => {
    expect(end(stateOf(handed().given(takeBack())))).toBe('hand-over-ended');
  });
});
