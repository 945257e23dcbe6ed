import { provisionIds, provisionName, word } from '../names.ts';
import { itemsOf, recordOf, type Keyed } from './dossier/steps.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Articles of the Measure, on which a decision against a party rests. */
const ARTICLES: readonly Option[] = provisionIds
  .filter((id) => /^measure-2022\/\d+$/.test(id))
  .map((value) => ({ value, label: provisionName(value) }));

/** Things of the case that a form may name: notices, objections, investigations, proceedings, panels. */
export const caseOptions = (state: Keyed): Readonly<Record<string, readonly Option[]>> => {
  const [publicity, review] = [recordOf(state['publicity']), recordOf(state['review'])];
  const notices = [publicity['notice'], ...itemsOf(publicity['earlier'])].map(recordOf).filter((one) => one['id'] !== undefined);
  const objections = Object.entries(recordOf(publicity['objections'])).map(([id, one]) => [id, recordOf(one)] as const);
  const option = (value: unknown, label: string): Option => ({ value: String(value), label });
  const found: Record<string, readonly Option[]> = {
    publicityId: notices.map((one) => option(one['id'], `公示 ${String(one['id'])}（至 ${String(one['lastDay'])}）`)),
    objectionId: objections.map(([id, one]) => option(id, `异议 ${id}（${word(String(one['outcome'] ?? one['state'] ?? 'open'))}）`)),
    investigationId: itemsOf<Keyed>(state['investigations']).map((one) =>
      option(one['investigationId'] ?? one['id'], `调查 ${String(one['investigationId'] ?? one['id'])}`),
    ),
    proceedingId: itemsOf<Keyed>(state['proceedings']).map((one) =>
      option(one['proceedingId'] ?? one['id'], `程序 ${String(one['proceedingId'] ?? one['id'])}`),
    ),
    expertId: itemsOf<string>(review['members']).map((one) => option(one, one)),
  };
  return Object.fromEntries(
    Object.entries({
      ...found,
      alsoObjectionIds: found['objectionId']!,
      investigationIds: found['investigationId']!,
      basis: ARTICLES,
    }).filter(([, list]) => list.length > 0),
  );
};
