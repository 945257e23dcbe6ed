import type { Day } from '@minglu/kernel';
import type { ReviewEvent } from './events.js';

export interface Review {
  readonly attempts: number;
  /** The day of the latest conclusion. */
  readonly concludedOn: Day | null;
  /** The persons behind the latest conclusion; absent where the record does not say. */
  readonly concludedBy?: readonly string[];
  /** Sitting members: convened and not recused. */
  readonly members: readonly string[];
  /** Members who no longer sit and whose seats are empty. */
  readonly vacated: readonly string[];
  /** All who sat or were recused in this attempt: they are not named again. */
  readonly named: readonly string[];
  /** Null where the record does not say. */
  readonly convenedOn: Day | null;
  readonly methods: number;
  readonly scoredBy: readonly string[];
  /** Officers who do nothing more in this case. */
  readonly recusedOfficers: readonly string[];
}

const none: Review = {
  attempts: 0,
  concludedOn: null,
  members: [],
  vacated: [],
  named: [],
  convenedOn: null,
  methods: 0,
  scoredBy: [],
  recusedOfficers: [],
};

export const evolveReview = (state: Review | null, { type, data }: ReviewEvent): Review | null => {
  const review = state ?? none;
  switch (type) {
    case 'ExpertPanelConvened':
      return {
        ...review,
        methods: 0,
        scoredBy: [],
        vacated: [],
        named: data.experts.map((member) => member.id),
        convenedOn: data.convenedOn ?? null,
        members: data.experts.map((member) => member.id).filter((member) => !data.recusals.includes(member)),
      };
    case 'PanelMemberReplaced': {
      const { expertId, replacement } = data;
      return {
        ...review,
        members: [...review.members.filter((one) => one !== expertId), ...(replacement ? [replacement.id] : [])],
        vacated: [...review.vacated.filter((one) => one !== expertId), ...(replacement ? [] : [expertId])],
        named: [...review.named, ...(replacement ? [replacement.id] : [])],
      };
    }
    case 'OfficerRecused':
      return { ...review, recusedOfficers: [...review.recusedOfficers, data.officer] };
    case 'ReviewMethodRecorded':
      return { ...review, methods: review.methods + 1 };
    case 'IndicatorsScored':
      return { ...review, scoredBy: [...review.scoredBy, data.expertId] };
    case 'ReviewConcluded':
      return {
        ...review,
        attempts: data.attemptNo,
        concludedOn: data.concludedOn,
        ...(data.concludedBy === undefined ? {} : { concludedBy: [data.concludedBy, data.actedFor ?? []].flat() }),
      };
    case 'MaterialsApproved':
    case 'MaterialsReturned':
    case 'ReviewMaterialsReturned':
    case 'ReviewWithdrawn':
    case 'ImprovementOpinionIssued':
      return review;
  }
};
