import { Button, Slider } from 'antd';
import { useState } from 'react';
import { minuteOf } from '../../dates.ts';
import { statusName } from '../../names.ts';
import type { Step } from './steps.ts';

/** Steps through the events of a case, by dragging, by arrow keys or by buttons. */
export const Scrubber = ({
  steps,
  index,
  onChoose,
}: {
  readonly steps: readonly Step[];
  readonly index: number;
  readonly onChoose: (version: string | undefined) => void;
}) => {
  const last = steps.length - 1;
  const choose = (next: number): void => onChoose(next >= last ? undefined : String(steps[Math.max(next, 0)]!.version));
  const step = steps[index]!;
  return (
    <div className="noprint">
      <p id="scrubber-label" style={{ margin: 0 }}>
        第 {index + 1} 件，共 {steps.length} 件：<span className="strong">{step.title.zh}</span>
        {step.status !== null && `，${statusName(step.status)}`}（<span className="number">{minuteOf(step.occurredAt)}</span>）
      </p>
      <Slider
        min={0}
        max={last}
        value={index}
        disabled={last === 0}
        onChange={choose}
        ariaLabelledByForHandle="scrubber-label"
        ariaValueTextFormatterForHandle={(value) => `第 ${value + 1} 件：${steps[value]?.title.zh ?? ''}`}
        tooltip={{ formatter: (value) => steps[value ?? 0]?.title.zh }}
      />
      <div className="row">
        <Button onClick={() => choose(0)} disabled={index === 0}>
          最初
        </Button>
        <Button onClick={() => choose(index - 1)} disabled={index === 0}>
          上一件
        </Button>
        <Button onClick={() => choose(index + 1)} disabled={index === last}>
          下一件
        </Button>
        <Button onClick={() => choose(last)} disabled={index === last}>
          最新
        </Button>
      </div>
    </div>
  );
};

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

/** Two clocks: the instant at which the case is looked at, and the instant up to which things are known. */
export const TwoClocks = ({
  steps,
  at,
  known,
  isBusy,
  onChoose,
}: Clocks & { readonly steps: readonly Step[]; readonly isBusy: boolean; readonly onChoose: (clocks: Clocks) => void }) => {
  const [isOpen, setOpen] = useState(at !== undefined);
  const valid = momentsOf(steps, 'occurredAt');
  const knowns = momentsOf(steps, 'recordedAt');
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
      <Slider
        min={0}
        max={valid.length - 1}
        value={validIndex}
        disabled={valid.length === 1}
        onChange={(value: number) => choose(value, knownIndex)}
        ariaLabelledByForHandle="clock-valid"
        ariaValueTextFormatterForHandle={(value) => minuteOf(valid[value]!)}
        tooltip={{ formatter: (value) => minuteOf(valid[value ?? 0]!) }}
      />
      <p id="clock-known" style={{ margin: 0 }}>
        所知时点：<span className="number strong">{minuteOf(knowns[knownIndex]!)}</span>
        <span className="soft">（此后才记录的，当时不知道）</span>
      </p>
      <Slider
        min={0}
        max={knowns.length - 1}
        value={knownIndex}
        disabled={knowns.length === 1}
        onChange={(value: number) => choose(validIndex, value)}
        ariaLabelledByForHandle="clock-known"
        ariaValueTextFormatterForHandle={(value) => minuteOf(knowns[value]!)}
        tooltip={{ formatter: (value) => minuteOf(knowns[value ?? 0]!) }}
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
};
