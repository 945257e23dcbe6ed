import { accept, newEvent, refuse, warn, type Accepted, type Loaded, type Refused } from '@minglu/kernel';
import type { Campaign } from '@minglu/reference';
import type { Provision } from '@minglu/regulation';
import type { DossierEvent } from '../case/events.js';
import { approvedAfterWindow, approverOf, subjectOf, type Asking } from '../case/guards.js';
import type { Dossier } from '../case/state.js';
import { reviewEvents } from './events.js';

type Level = 'municipal' | 'provincial';
interface Check {
  readonly caseId: string;
  readonly level: Level;
  readonly purpose: 'application' | 'review';
  readonly approver: string;
}

/** The section that governs the check of a level. Notice 278 section 4 names the levels again, beside the window. */
const basisOf = ({ level, purpose }: Pick<Check, 'level' | 'purpose'>): Provision =>
  purpose === 'review' ? 'notice-2023-277/2.3' : level === 'municipal' ? 'notice-2023-278/3.2' : 'notice-2023-278/3.1';

/**
 * The check that a park's case waits for. Refuses another authority than the one that makes it (notice 277 section 2(3); notice 278
 * section 3(1) and (2)).
 */
const checkOf = (asking: Asking, target: Loaded<Dossier>, campaign: Campaign | null): Check | Refused => {
  const { actor } = asking;
  const { status, creation } = target.state;
  const subject = subjectOf(target);
  const purpose = creation ? 'review' : 'application';
  const level: Level = status === 'MUNICIPAL_CHECK' ? 'municipal' : 'provincial';
  const basis = basisOf({ level, purpose });
  if (status !== 'MUNICIPAL_CHECK' && status !== 'PROVINCIAL_CHECK')
    return refuse('no-materials-to-check', basis, '没有待审核的材料', 'no materials wait for a check');
  const approver = level === 'municipal' ? subject.cityCode : approverOf(campaign, subject, asking);
  // A separately planned city (计划单列市) that acts as provincial authority may let its municipal authority act.
  const role =
    level === 'municipal'
      ? actor.role === 'municipal-authority'
      : actor.role === 'provincial-authority' || (approver === subject.cityCode && subject.cityClass !== 'direct-municipality');
  return role && actor.org === approver
    ? { caseId: subject.caseId, level, purpose, approver }
    : refuse(
        'not-the-approver',
        basis,
        `材料现由${level === 'municipal' ? '地市级' : '省级'}主管部门 ${approver} 审核`,
        `the materials are now checked by the ${level} authority ${approver}`,
        { level, approver },
      );
};

/** Approves the application or review materials of a park (审核同意). */
export const approveCase = (
  reasons: string,
  asking: Asking,
  target: Loaded<Dossier>,
  campaign: Campaign | null,
): Accepted<DossierEvent> | Refused => {
  const { actor, at } = asking;
  const check = checkOf(asking, target, campaign);
  if ('refusal' in check) return check;
  const { cityCode, cityClass, cityName } = subjectOf(target);
  const afterWindow = campaign !== null && at >= campaign.closesAt;
  const selfApproval = check.level === 'provincial' && actor.org === cityCode && cityClass !== 'direct-municipality';
  return accept(
    [newEvent(reviewEvents.MaterialsApproved, { ...check, selfApproval, afterWindow, reasons })],
    [
      ...(afterWindow ? [approvedAfterWindow(basisOf(check))] : []),
      ...(selfApproval
        ? [warn('self-approval', basisOf(check), `${cityName} 市、省两级由同一机关审核`, `${cityName} makes both checks itself`)]
        : []),
    ],
  );
};

/** Returns the application or review materials of a park (退回); they can be submitted again. */
export const returnCase = (
  reasons: string,
  asking: Asking,
  target: Loaded<Dossier>,
  campaign: Campaign | null,
): Accepted<DossierEvent> | Refused => {
  const check = checkOf(asking, target, campaign);
  if ('refusal' in check) return check;
  const backTo = check.purpose === 'application' ? 'draft' : target.state.origin === 'pilot' ? 'pilot' : 'creating';
  return accept([newEvent(reviewEvents.MaterialsReturned, { ...check, backTo, reasons })]);
};
