/** A slider of the browser itself: it costs one element, and has all keys of a slider. */
export const Range = ({
  last,
  value,
  labelledBy,
  valueText,
  onChange,
}: {
  /** The values are 0 to this one. */
  readonly last: number;
  readonly value: number;
  readonly labelledBy: string;
  /** The words of the value for a screen reader. */
  readonly valueText: string;
  readonly onChange: (value: number) => void;
}) => (
  <input
    type="range"
    className="range"
    min={0}
    max={last}
    value={value}
    disabled={last === 0}
    aria-labelledby={labelledBy}
    aria-valuetext={valueText}
    onChange={({ target }) => onChange(target.valueAsNumber)}
  />
);
