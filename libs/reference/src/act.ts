import { refuse, type Act, type DomainEvent, type Refused } from '@minglu/kernel';
import type { TProperties } from 'typebox';

/** Reference data is the ministry administrator's (Measure, art. 5 and 4: 工业和信息化部负责). */
export const byMinistryAdmin = { 'ministry-admin': (actor: { org: string }) => actor.org === 'MIIT', system: () => true } as const;

/** Types an act of reference data; it changes nothing. */
export const referenceAct = <S, E extends DomainEvent, P extends TProperties, R>(act: Act<S, E, P, R>): Act<S, E, P, R> => act;

export const idTaken = (kind: string, id: string): Refused =>
  refuse('id-taken', [], `标识 ${id} 已被使用`, `the ${kind} id ${id} is taken`, { kind, id });
export const unknownId = (kind: string, id: string): Refused =>
  refuse('unknown-id', [], `没有标识为 ${id} 的${kind}`, `there is no ${kind} ${id}`, { kind, id });
