import type { AccountabilityEvent } from './events.js';

export interface Investigation {
  readonly id: string;
  readonly finding: 'substantiated' | 'not-substantiated' | null;
}

export const evolveAccountability = (
  investigations: readonly Investigation[],
  { type, data }: AccountabilityEvent,
): readonly Investigation[] => {
  switch (type) {
    case 'InvestigationOpened':
      return [...investigations, { id: data.investigationId, finding: null }];
    case 'InvestigationClosed':
      return investigations.map((one) => (one.id === data.investigationId ? { ...one, finding: data.finding } : one));
  }
};
