import type { Schemas } from '../api/client.ts';
import { daysBetween, today } from '../dates.ts';
import { deadlineName } from '../names.ts';
import { Mark } from '../parts/mark.tsx';

/** The open deadline that ends first. */
export const nextDeadline = ({ deadlines }: Pick<Schemas['ListedDossierDto'], 'deadlines'>) => {
  const next = deadlines.filter(({ open }) => open).sort((one, other) => (one.endsAt < other.endsAt ? -1 : 1))[0];
  if (!next) return null;
  const left = daysBetween(today(), next.lastDay);
  return (
    <span className="row">
      <span className="number">{next.lastDay}</span>
      <span>{deadlineName(next.kind)}</span>
      {left < 0 ? <Mark tone="bad">已逾期</Mark> : left < 8 ? <Mark tone="warn">还有 {left} 日</Mark> : null}
    </span>
  );
};
