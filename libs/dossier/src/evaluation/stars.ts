import { refuse, type Refused } from '@minglu/kernel';
import { policyValue, type PolicyValues } from '@minglu/regulation';
import type { Subject } from '../case/state.js';

/**
 * Checks the stars (星级, article 24: at most three). A city must have stars; a park has only those that the ministry has provided for, or
 * none.
 */
export const wrongStars = ({ programme, applicantName }: Subject, stars: number | null, policies: PolicyValues): Refused | null => {
  if (programme === 'city') {
    return stars === null
      ? refuse('stars-missing', 'measure-2022/24', `${applicantName} 须评定星级`, `${applicantName} needs its stars`)
      : null;
  }
  const most = policyValue(policies, 'policy/park-maximum-stars');
  return stars !== null && (most === null || stars > most)
    ? refuse(
        'stars-not-provided-for',
        'policy/park-maximum-stars',
        `名园${most === null ? '尚无评星规定' : `最高 ${most} 星`}`,
        most === null ? 'no stars are provided for parks' : `a park has at most ${most} stars`,
        { most },
      )
    : null;
};
