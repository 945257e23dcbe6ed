import { Button } from 'antd';
import { memo, useMemo, useState } from 'react';
import { minuteOf } from '../../dates.ts';
import { statusName } from '../../names.ts';
import { Card } from '../../parts/page.tsx';
import type { Step } from './steps.ts';

const SHOWN = 50;

const OneEvent = memo(
  ({ step, isShown, onChoose }: { readonly step: Step; readonly isShown: boolean; readonly onChoose: (version: string) => void }) => (
    <button type="button" className="event" aria-pressed={isShown} onClick={() => onChoose(String(step.version))}>
      <span className="row">
        <span className="number soft">{minuteOf(step.occurredAt)}</span>
        <span className="strong">{step.title.zh}</span>
        {step.status !== null && <span className="small soft">{statusName(step.status)}</span>}
      </span>
      {step.recordedAt !== step.occurredAt && <span className="small soft">（补录于 {minuteOf(step.recordedAt)}）</span>}
      {step.changes.slice(0, 3).map(({ path, sentence }) => (
        <span key={path.join('/')} className="small soft" style={{ display: 'block' }}>
          {sentence.zh.length > 90 ? `${sentence.zh.slice(0, 90)}…` : sentence.zh}
        </span>
      ))}
    </button>
  ),
);

interface HistoryProps {
  readonly steps: readonly Step[];
  readonly index: number;
  /** Stays the same from one step to the next, so that only the rows of two events are rendered again. */
  readonly onChoose: (version: string) => void;
}

/** All events of the case, the latest first. A chosen one moves the whole page to its moment. */
export const History = memo(({ steps, index, onChoose }: HistoryProps) => {
  const [shown, setShown] = useState(SHOWN);
  const latest = useMemo(() => steps.toReversed(), [steps]);
  return (
    <Card title={`历史（${steps.length} 件）`}>
      <ol className="plain">
        {latest.slice(0, shown).map((step) => (
          <li key={step.eventId} style={{ padding: 0 }}>
            <OneEvent step={step} isShown={step === steps[index]} onChoose={onChoose} />
          </li>
        ))}
      </ol>
      {latest.length > shown && (
        <Button className="noprint" onClick={() => setShown(shown + SHOWN)}>
          再显示 {Math.min(SHOWN, latest.length - shown)} 件
        </Button>
      )}
    </Card>
  );
});
