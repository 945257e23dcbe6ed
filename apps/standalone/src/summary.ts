import { inShanghai, type Actor } from '@minglu/kernel';
import type { VisibleDossier } from '@minglu/projections';
import type { ReadModel } from '@minglu/projections/adapters';

const AUDITOR: Actor = { person: 'summary', role: 'auditor', org: 'MIIT' };

/** The latest dossiers (案卷) with their open deadlines, as text for the terminal. */
export const summary = async (model: ReadModel, limit = 20): Promise<string> => {
  const { items, next } = await model.dossiers(AUDITOR, { limit });
  if (items.length === 0) return '  （尚无案卷 / no dossiers yet）';
  return [...items.map(line), ...(next ? ['  …'] : [])].join('\n');
};

const line = ({ caseId, applicantName, status, flags, deadlines, titleId }: VisibleDossier): string => {
  const open = deadlines.filter((deadline) => deadline.open);
  const marks = flags.length ? ` [${flags.join(', ')}]` : '';
  const due = open.map(
    ({ kind, endsAt, provisional }) =>
      `      期限 ${kind} 至 ${inShanghai(endsAt)}${provisional ? '（待放假安排公布后确定 / provisional）' : ''}`,
  );
  return [`  ${applicantName}  ${caseId}  ${status}${titleId ? `  称号 ${titleId}` : ''}${marks}`, ...due].join('\n');
};
