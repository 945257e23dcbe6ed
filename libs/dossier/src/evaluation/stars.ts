import { refuse, type Refused } from '@minglu/kernel';
import { parameterOfYear, policyValue, type PolicyValues } from '@minglu/regulation';
import type { Subject } from '../case/state.js';

/**
 * Checks the stars (星级, article 24: at most three). A city must have stars; a park has only those that the ministry has provided for, or
 * none.
 */
export const wrongStars = (
  { programme, applicantName }: Subject,
  stars: number | null,
  year: number,
  policies: PolicyValues,
): Refused | null => {
  if (programme === 'city') {
    if (stars === null)
      return refuse('stars-missing', 'measure-2022/24', `${applicantName} 须评定星级`, `${applicantName} needs its stars`);
    const highest = parameterOfYear('maximum-stars', year);
    return stars > highest
      ? refuse('too-many-stars', 'measure-2022/24', `${year} 年度最高 ${highest} 星`, `at most ${highest} stars for ${year}`, { highest })
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
