import { categoryOf, type Projection, type StreamCategory } from '@minglu/kernel';
import { evaluationYears, policies, succession, workCalendar, type EvaluationYears, type Succession } from '@minglu/reference';
import type { PolicyValues, WorkCalendar } from '@minglu/regulation';

/**
 * The policies (办理口径), the work calendar (放假安排) or the years without evaluation, by which reminders are counted, or the changes of
 * divisions and parks.
 */
export interface SettingsView {
  readonly streamId: string;
  readonly state: PolicyValues | WorkCalendar | EvaluationYears | Succession;
  readonly position: number;
}

const sources = [policies, workCalendar, evaluationYears, succession].map(({ category, id }) => ({
  category: category as StreamCategory<SettingsView['state']>,
  streamId: `${category.name}/${id}`,
}));

export const settingsProjection: Projection<SettingsView> = {
  name: 'settings',
  version: 1,
  key: ({ streamId }) => (sources.some((one) => categoryOf(one.streamId) === categoryOf(streamId)) ? streamId : null),
  apply: (row, { event, position, streamId }) => {
    const { category } = sources.find((one) => categoryOf(one.streamId) === categoryOf(streamId))!;
    return { streamId, state: category.evolve(row?.state ?? category.initial, event) as SettingsView['state'], position };
  },
};
