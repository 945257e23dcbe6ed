import type { Day } from '@minglu/kernel';
import type { ReviewEvent } from './events.js';

export interface Review {
  readonly attempts: number;
  /** The day of the latest conclusion. */
  readonly concludedOn: Day | null;
  /** Members who sit: convened and not recused. */
  readonly members: readonly string[];
  readonly methods: number;
  readonly scoredBy: readonly string[];
}

const none: Review = { attempts: 0, concludedOn: null, members: [], methods: 0, scoredBy: [] };

export const evolveReview = (state: Review | null, { type, data }: ReviewEvent): Review | null => {
  const review = state ?? none;
  switch (type) {
    case 'ExpertPanelConvened':
      return {
        ...review,
        methods: 0,
        scoredBy: [],
        members: data.experts.map((member) => member.id).filter((member) => !data.recusals.includes(member)),
      };
    case 'ReviewMethodRecorded':
      return { ...review, methods: review.methods + 1 };
    case 'IndicatorsScored':
      return { ...review, scoredBy: [...review.scoredBy, data.expertId] };
    case 'ReviewConcluded':
      return { ...review, attempts: data.attemptNo, concludedOn: data.concludedOn };
    case 'MaterialsApproved':
    case 'MaterialsReturned':
    case 'ReviewMaterialsReturned':
    case 'ReviewWithdrawn':
    case 'ImprovementOpinionIssued':
      return review;
  }
};
