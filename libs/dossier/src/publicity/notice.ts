import { addDays, refuse, type Loaded, type Ref, type Refused } from '@minglu/kernel';
import { dossierHolding, dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { pendingEffect } from '../case/takes-effect.js';

/** All cases that a notice named when it was posted, by the case that holds its id. */
export const casesOfNotice = (publicityId: string, [first]: readonly Loaded<Dossier>[]): readonly Ref<Dossier>[] => {
  const notice = [first?.state.publicity?.notice, ...(first?.state.publicity?.earlier ?? [])].find((one) => one?.id === publicityId);
  return notice ? notice.caseIds.map(dossierRef) : [dossierHolding('publicity', publicityId)];
};

/** The cases that still stand under a notice: neither titled nor about to be, neither voided nor denied. The first where there is none. */
export const standingUnder = (publicityId: string, targets: readonly Loaded<Dossier>[]): readonly Loaded<Dossier>[] => {
  const standing = targets.filter(({ state }) => notStanding(state, publicityId) === null && STANDING.includes(state.status));
  return standing.length ? standing : targets.slice(0, 1);
};
const STANDING: readonly string[] = ['PUBLICITY_OPEN', 'OBJECTION_CHECK', 'CLEARED'];

/** Refuses a notice that was replaced, or whose case has a conferral that takes effect on a later day (decisions 25, 27). */
export const notStanding = (state: Dossier, publicityId: string): Refused | null => {
  if (state.publicity?.notice.id !== publicityId) {
    return refuse(
      'notice-not-standing',
      'measure-2022/18',
      `公示 ${publicityId} 已不是现行公示`,
      `the notice ${publicityId} no longer stands`,
      { current: state.publicity?.notice.id },
    );
  }
  const conferral = pendingEffect(state);
  return conferral
    ? refuse(
        'decision-takes-effect-later',
        'measure-2022/18',
        `已决定授予称号，自 ${addDays(conferral.lastDay, 1)} 起生效`,
        `the title was conferred and takes effect on ${addDays(conferral.lastDay, 1)}`,
        { effectiveDate: addDays(conferral.lastDay, 1) },
      )
    : null;
};
