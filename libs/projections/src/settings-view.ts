import { categoryOf, type Projection } from '@minglu/kernel';
import { policies, succession, workCalendar, type Succession } from '@minglu/reference';
import type { PolicyValues, WorkCalendar } from '@minglu/regulation';

/**
 * The policies (办理口径) or the work calendar (放假安排) in force, by which reminders are counted, or the changes of divisions and
 * parks (行政区划、园区变更).
 */
export interface SettingsView {
  readonly streamId: string;
  readonly state: PolicyValues | WorkCalendar | Succession;
  readonly position: number;
}

const sources = [policies, workCalendar, succession].map(({ category, id }) => ({ category, streamId: `${category.name}/${id}` }));
export const POLICIES_STREAM = sources[0]!.streamId;
export const CALENDAR_STREAM = sources[1]!.streamId;
export const SUCCESSION_STREAM = sources[2]!.streamId;

export const settingsProjection: Projection<SettingsView> = {
  name: 'settings',
  version: 1,
  key: ({ streamId }) => (sources.some((one) => categoryOf(one.streamId) === categoryOf(streamId)) ? streamId : null),
  apply: (row, { event, position, streamId }) => {
    const { category } = sources.find((one) => categoryOf(one.streamId) === categoryOf(streamId))!;
    return { streamId, state: category.evolve(row?.state ?? category.initial, event) as SettingsView['state'], position };
  },
};
