import type { Schemas } from '../api/client.ts';
import { daysAfter, daysBetween, today, weekdayOf } from '../dates.ts';
import { deadlineName, word } from '../names.ts';
import { Mark } from './mark.tsx';
import { ProvisionList } from './provision.tsx';

type Deadline = Schemas['DeadlineDto'];
const WEEKDAYS = '日一二三四五六';
/** A longer period is told in words only. */
const LONGEST_STRIP = 45;

/** How a deadline is counted, in words. */
const ruleOf = ({ rule, lastDay }: Pick<Deadline, 'rule' | 'lastDay'>): string =>
  rule.unit === 'stated' ? `指定至 ${lastDay}` : `自 ${rule.from} 起 ${rule.amount} ${word(rule.unit)}，当日不计，至 ${lastDay} 24 时`;

/** Each day of the period: working days are numbered as they are counted, and rest days are marked. */
const DayStrip = ({
  deadline: { rule, lastDay, workingDays },
  today,
}: {
  readonly deadline: Pick<Deadline, 'rule' | 'lastDay' | 'workingDays'>;
  readonly today: string;
}) => {
  const length = daysBetween(rule.from, lastDay);
  if (workingDays.length === 0 || length > LONGEST_STRIP || length < 1) return null;
  const days = Array.from({ length }, (_, index) => daysAfter(rule.from, index + 1));
  return (
    <ol className="strip" aria-label="逐日计算">
      {days.map((day) => {
        const number = workingDays.indexOf(day) + 1;
        const kind = day === lastDay ? 'last' : number > 0 ? 'work' : 'rest';
        return (
          <li key={day} className={day === today ? `${kind} now` : kind}>
            {day.slice(5)}
            <br />周{WEEKDAYS[weekdayOf(day)]}
            <br />
            {number > 0 ? `第${number}日` : '休息'}
          </li>
        );
      })}
    </ol>
  );
};

/** How far a deadline is: the receipt of an event does not know it. */
const Progress = ({ open, left }: { readonly open: boolean; readonly left: number }) => {
  if (!open) return <Mark>已了结</Mark>;
  return <Mark tone={left < 0 ? 'bad' : left < 8 ? 'warn' : 'info'}>{left < 0 ? '已逾期' : `还有 ${left} 日`}</Mark>;
};

/**
 * @param deadline one of a case, or the one in the receipt of an event, which is neither open nor done
 * @param on the day from which days are counted; by default today
 */
export const DeadlineItem = ({
  deadline,
  on,
}: {
  readonly deadline: Omit<Deadline, 'open'> & Partial<Pick<Deadline, 'open'>>;
  readonly on?: string | undefined;
}) => {
  const { kind, open, lastDay, provisional, evaluationYear, rule } = deadline;
  const day = on ?? today();
  const left = daysBetween(day, lastDay);
  return (
    <>
      <div className="row">
        <span className="strong">
          {deadlineName(kind)}
          {evaluationYear === undefined ? '' : `（${evaluationYear}年度）`}
        </span>
        <span className="number">{lastDay} 24 时</span>
        {open !== undefined && <Progress open={open} left={left} />}
        {provisional && <Mark tone="warn">暂定，待放假安排公布</Mark>}
      </div>
      <div className="small soft">
        {ruleOf(deadline)}；依据 <ProvisionList ids={rule.basis} />
      </div>
      {open && <DayStrip deadline={deadline} today={day} />}
    </>
  );
};
