import { Button } from 'antd';
import { memo, useCallback, useMemo, useState } from 'react';
import { minuteOf } from '../../dates.ts';
import { statusName } from '../../names.ts';
import { Range } from '../../parts/range.tsx';
import type { Step } from './steps.ts';

/** They are rendered again at the first and the last step alone. */
const StepButtons = memo(
  ({
    isFirst,
    isLast,
    onMove,
  }: {
    readonly isFirst: boolean;
    readonly isLast: boolean;
    readonly onMove: (by: 'first' | -1 | 1 | 'last') => void;
  }) => (
    <div className="row">
      <Button onClick={() => onMove('first')} disabled={isFirst}>
        最初
      </Button>
      <Button onClick={() => onMove(-1)} disabled={isFirst}>
        上一件
      </Button>
      <Button onClick={() => onMove(1)} disabled={isLast}>
        下一件
      </Button>
      <Button onClick={() => onMove('last')} disabled={isLast}>
        最新
      </Button>
    </div>
  ),
);

interface ScrubberProps {
  readonly steps: readonly Step[];
  readonly index: number;
  readonly onChoose: (index: (now: number) => number) => void;
}

/** Steps through the events of a case, by dragging, by arrow keys or by buttons. */
export const Scrubber = memo(({ steps, index, onChoose }: ScrubberProps) => {
  const last = steps.length - 1;
  const step = steps[index]!;
  const onMove = useCallback(
    (by: 'first' | -1 | 1 | 'last') => onChoose((now) => (by === 'first' ? 0 : by === 'last' ? last : now + by)),
    [last, onChoose],
  );
  return (
    <div className="noprint">
      <p id="scrubber-label" style={{ margin: 0 }}>
        第 {index + 1} 件，共 {steps.length} 件：<span className="strong">{step.title.zh}</span>
        {step.status !== null && `，${statusName(step.status)}`}（<span className="number">{minuteOf(step.occurredAt)}</span>）
      </p>
      <Range
        last={last}
        value={index}
        labelledBy="scrubber-label"
        valueText={`第 ${index + 1} 件：${step.title.zh}`}
        onChange={(value) => onChoose(() => value)}
      />
      <StepButtons isFirst={index === 0} isLast={index === last} onMove={onMove} />
    </div>
  );
});

interface Clocks {
  readonly at: string | undefined;
  readonly known: string | undefined;
}

/** The instants at which something became valid or known, in order. */
const momentsOf = (steps: readonly Step[], field: 'occurredAt' | 'recordedAt'): readonly string[] =>
  [...new Set(steps.map((step) => step[field]))].sort();
const nearest = (moments: readonly string[], instant: string | undefined): number => {
  if (instant === undefined) return moments.length - 1;
  const later = moments.findIndex((one) => one > instant);
  return later === -1 ? moments.length - 1 : Math.max(later - 1, 0);
};

interface TwoClocksProps extends Clocks {
  readonly steps: readonly Step[];
  readonly isBusy: boolean;
  readonly onChoose: (clocks: Clocks) => void;
}

/** Two clocks: the instant at which the case is looked at, and the instant up to which things are known. */
export const TwoClocks = memo(({ steps, at, known, isBusy, onChoose }: TwoClocksProps) => {
  const [isOpen, setOpen] = useState(at !== undefined);
  const valid = useMemo(() => momentsOf(steps, 'occurredAt'), [steps]);
  const knowns = useMemo(() => momentsOf(steps, 'recordedAt'), [steps]);
  const [validIndex, knownIndex] = [nearest(valid, at), nearest(knowns, known)];
  const choose = (nextValid: number, nextKnown: number): void => onChoose({ at: valid[nextValid]!, known: knowns[nextKnown]! });
  if (!isOpen)
    return (
      <p className="noprint">
        <Button
          onClick={() => {
            setOpen(true);
            choose(validIndex, knownIndex);
          }}
        >
          分开两个时钟：何时有效、何时所知
        </Button>
      </p>
    );
  return (
    <fieldset className="noprint" aria-busy={isBusy}>
      <legend>两个时钟</legend>
      <p id="clock-valid" style={{ margin: 0 }}>
        有效时点：<span className="number strong">{minuteOf(valid[validIndex]!)}</span>
      </p>
      <Range
        last={valid.length - 1}
        value={validIndex}
        labelledBy="clock-valid"
        valueText={minuteOf(valid[validIndex]!)}
        onChange={(value) => choose(value, knownIndex)}
      />
      <p id="clock-known" style={{ margin: 0 }}>
        所知时点：<span className="number strong">{minuteOf(knowns[knownIndex]!)}</span>
        <span className="soft">（此后才记录的，当时不知道）</span>
      </p>
      <Range
        last={knowns.length - 1}
        value={knownIndex}
        labelledBy="clock-known"
        valueText={minuteOf(knowns[knownIndex]!)}
        onChange={(value) => choose(validIndex, value)}
      />
      <Button
        onClick={() => {
          setOpen(false);
          onChoose({ at: undefined, known: undefined });
        }}
      >
        合为一个时间轴
      </Button>
    </fieldset>
  );
});
