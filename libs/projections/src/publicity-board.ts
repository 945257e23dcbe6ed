import type { Actor, Day, Instant } from '@minglu/kernel';
import type { WorkCalendar } from '@minglu/regulation';
import { workingDaysLeft } from './tasks.js';
import type { VisibleDossier } from './visibility.js';

/** The public, whose view of a case the board shows to everyone. */
export const PUBLIC_VIEWER: Actor = { person: 'anonymous', role: 'public', org: '-' };

/** A public notice (公示) with its cases. */
export interface PublicNotice {
  readonly publicityId: string;
  /** `withdrawn`: ended before its last day. */
  readonly state: 'running' | 'over' | 'withdrawn';
  /** Objections are taken now; later ones are clues (线索). */
  readonly takesObjections: boolean;
  readonly publishedOn: Day;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly endsAt: Instant;
  readonly provisional: boolean;
  /** The working days after today up to the last day. */
  readonly workingDaysLeft: number;
  readonly cases: readonly Pick<VisibleDossier, 'caseId' | 'programme' | 'applicant' | 'applicantName' | 'cityName' | 'provinceCode'>[];
}

/**
 * The notice of these cases; null if none of them has it.
 *
 * @param dossiers the cases as the public sees them
 */
export const publicNotice = (
  publicityId: string,
  dossiers: readonly VisibleDossier[],
  calendar: WorkCalendar,
  now: Instant,
  today: Day,
): PublicNotice | null => {
  const windowOf = ({ deadlines }: VisibleDossier) => deadlines.find(({ kind, of }) => kind === 'publicity-window' && of === publicityId);
  const cases = dossiers.filter((dossier) => windowOf(dossier) !== undefined);
  const [window] = cases.map(windowOf);
  if (!window) return null;
  const { rule, workingDays, lastDay, endsAt, provisional } = window;
  const isPast = now >= endsAt;
  const isOpen = !isPast && cases.some((one) => windowOf(one)!.open);
  return {
    publicityId,
    state: isPast ? 'over' : isOpen ? 'running' : 'withdrawn',
    takesObjections: isOpen,
    publishedOn: rule.from,
    firstDay: workingDays[0] ?? rule.from,
    lastDay,
    endsAt,
    provisional,
    workingDaysLeft: isOpen ? workingDaysLeft(calendar, today, lastDay) : 0,
    cases: cases.map(({ caseId, programme, applicant, applicantName, cityName, provinceCode }) => ({
      caseId,
      programme,
      applicant,
      applicantName,
      cityName,
      provinceCode,
    })),
  };
};
