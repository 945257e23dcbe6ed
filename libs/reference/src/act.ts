import { refuse, type Act, type Bilingual, type DomainEvent, type Refused, type TProperties } from '@minglu/kernel';

/** Reference data is the ministry administrator's (Measure, art. 5 and 4: 工业和信息化部负责). */
export const byMinistryAdmin = { 'ministry-admin': (actor: { org: string }) => actor.org === 'MIIT', system: () => true } as const;

/** Types an act of reference data; it changes nothing. */
export const referenceAct = <S, E extends DomainEvent, P extends TProperties, R, K extends keyof P = never>(
  act: Act<S, E, P, R, K>,
): Act<S, E, P, R, K> => act;

export const idTaken = (kind: Bilingual, id: string): Refused =>
  refuse('id-taken', [], `${kind.zh}标识 ${id} 已被使用`, `the ${kind.en} id ${id} is taken`, { kind: kind.en, id });
export const unknownId = (kind: Bilingual, id: string): Refused =>
  refuse('unknown-id', [], `没有标识为 ${id} 的${kind.zh}`, `there is no ${kind.en} ${id}`, { kind: kind.en, id });

const ofMinistry = (actor: { org: string }) => actor.org === 'MIIT';
/** A word that binds is the approver's. */
export const byMinistryApprover = { 'ministry-approver': ofMinistry } as const;
export const byMinistryOfficer = { 'ministry-officer': ofMinistry } as const;
