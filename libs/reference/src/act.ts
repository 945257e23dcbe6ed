import { refuse, type Act, type Bilingual, type DomainEvent, type Refused, type TProperties } from '@minglu/kernel';

const ofMinistry = (actor: { org: string }) => actor.org === 'MIIT';
/** The ministry administrator keeps the reference data (Measure, art. 4 and 5: 工业和信息化部负责). */
export const byMinistryAdmin = { 'ministry-admin': ofMinistry, system: () => true } as const;
/** An approver issues interpretations and rulings, and approves corrections. */
export const byMinistryApprover = { 'ministry-approver': ofMinistry } as const;
export const byMinistryOfficer = { 'ministry-officer': ofMinistry } as const;

/** Gives an act on reference data its type; returns the act unchanged. */
export const referenceAct = <S, E extends DomainEvent, P extends TProperties, R, G, K extends keyof P = never>(
  act: Act<S, E, P, R, K, G>,
): Act<S, E, P, R, K, G> => act;

export const idTaken = (kind: Bilingual, id: string): Refused =>
  refuse('id-taken', [], `${kind.zh}标识 ${id} 已被使用`, `the ${kind.en} id ${id} is taken`, { kind: kind.en, id });
export const unknownId = (kind: Bilingual, id: string): Refused =>
  refuse('unknown-id', [], `没有标识为 ${id} 的${kind.zh}`, `there is no ${kind.en} ${id}`, { kind: kind.en, id });
