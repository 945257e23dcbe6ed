import type { Actor } from '@minglu/kernel';
import type { TestCommand } from '@minglu/kernel/testing';

/** An instant of a day in Shanghai time, by default at 10:00. */
export const on = (day: string, time = '10:00:00'): string => `${day}T${time}+08:00`;
/** A command by an actor at an instant. */
export const command = (by: Actor, at: string, name: string, data: Record<string, unknown>): TestCommand => ({
  by,
  at,
  do: name,
  with: data,
});

export const sha = (digit: string): string => digit.repeat(64);
export const material = (kind: string) => ({ kind, name: `${kind}.pdf`, sha256: sha('a') });
export const applicationMaterials = ['written-application-report', 'creation-application-form', 'creation-work-plan'].map(material);
/** Software revenue (软件业务收入) and its growth, the two control indicators. */
export const figures = (revenue: string, growth: string, dataYear = 2024) => [
  { indicator: 'A1.1', value: revenue, unit: '亿元', dataYear, source: '市统计局' },
  { indicator: 'A2.1', value: growth, unit: '%', dataYear, source: '市统计局' },
];
export const experts = (...cities: readonly string[]) =>
  cities.map((cityCode, index) => ({ id: `e${index + 1}`, employer: `第${index + 1}研究院`, cityCode }));
export const objection = (objectionId: string, caseId: string, publicityId: string, more: Record<string, unknown> = {}) => ({
  objectionId,
  publicityId,
  caseId,
  nameMode: 'real-name',
  name: '某某',
  contact: '13800000000',
  grounds: '数据不符',
  evidence: [],
  ...more,
});
export const anonymous = { nameMode: 'anonymous', name: undefined, contact: undefined };
export const allMet = { conditions: [true, true, true, true], materialsComplete: true };

/** An event with only the fields that a fold reads. Any fold takes it. */
export const recorded = (type: string, data: object = {}) => ({ type, data }) as never;
