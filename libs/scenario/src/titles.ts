import { acts, registry } from '@minglu/system';

/** The Chinese name of a command or an event. */
export const titleOf = (type: string): string | undefined =>
  acts.find(({ command }) => command === type)?.title.zh ?? registry.definitions.get(type)?.title.zh;
