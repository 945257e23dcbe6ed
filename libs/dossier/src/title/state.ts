import type { Day } from '@minglu/kernel';
import type { TitleEvent } from './events.js';

export interface Title {
  readonly titleId: string;
  readonly effectiveDate: Day;
}

export const evolveTitle = (_: Title | null, { data }: TitleEvent): Title => ({ titleId: data.titleId, effectiveDate: data.effectiveDate });
