import { categoryOf, type Projection } from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import type { PolicyValues, WorkCalendar } from '@minglu/regulation';

/** 办理口径与放假安排 as they stand: what reminders are counted by. */
export interface SettingsView {
  readonly streamId: string;
  readonly state: PolicyValues | WorkCalendar;
  readonly position: number;
}

const kept = [policies, workCalendar].map(({ category, id }) => ({ category, streamId: `${category.name}/${id}` }));
export const POLICIES = kept[0]!.streamId;
export const CALENDAR = kept[1]!.streamId;

export const settingsProjection: Projection<SettingsView> = {
  name: 'settings',
  version: 1,
  key: ({ streamId }) => (kept.some((one) => categoryOf(one.streamId) === categoryOf(streamId)) ? streamId : null),
  apply: (row, { event, position, streamId }) => {
    const { category } = kept.find((one) => categoryOf(one.streamId) === categoryOf(streamId))!;
    return { streamId, state: category.evolve(row?.state ?? category.initial, event) as SettingsView['state'], position };
  },
};
