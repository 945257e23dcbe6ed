import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { memo, useMemo, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { Empty, Loaded } from '../../parts/states.tsx';
import { useRested } from '../../parts/use-rested.ts';
import type { Step } from './steps.ts';

const labelOf = ({ version, title, occurredAt }: Step): string => `第 ${version} 件 ${title.zh}（${minuteOf(occurredAt).slice(0, 10)}）`;

/** The list of all events. It does not depend on the step that is shown, so the slider does not render it again. */
const Choice = memo(
  ({
    steps,
    from,
    onChoose,
  }: {
    readonly steps: readonly Step[];
    readonly from: number | null;
    readonly onChoose: (version: number | null) => void;
  }) => {
    const options = useMemo(() => steps.map((step) => ({ value: step.version, label: labelOf(step) })), [steps]);
    return (
      <Select
        aria-labelledby="compare-label"
        style={{ minWidth: 280, maxWidth: '100%' }}
        placeholder="选择另一件"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={from}
        onChange={(version: number | undefined) => onChoose(version ?? null)}
        options={options}
      />
    );
  },
);

interface CompareProps {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly index: number;
}

/** The changes from another step to the one that is shown, in sentences. */
export const Compare = memo(({ id, steps, index }: CompareProps) => {
  const [from, setFrom] = useState<number | null>(null);
  const to = useRested(steps[index]!);
  const other = steps.find(({ version }) => version === from);
  const query = useQuery({
    queryKey: ['difference', id, from, to.version],
    enabled: other !== undefined,
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/dossiers/{id}/difference', {
          params: {
            path: { id },
            query: { fromAt: other!.occurredAt, fromKnownAt: other!.recordedAt, toAt: to.occurredAt, toKnownAt: to.recordedAt },
          },
          signal,
        }),
      ),
  });
  return (
    <div className="noprint" style={{ marginTop: 12 }}>
      <div className="row">
        <span id="compare-label">与另一时点比较：</span>
        <Choice steps={steps} from={from} onChoose={setFrom} />
      </div>
      {other && (
        <Loaded query={query}>
          {({ changes, total }) => (
            <>
              <p>
                自“{labelOf(other)}”至“{labelOf(to)}”，共 {total} 处不同：
              </p>
              {changes.length === 0 && <Empty>两个时点没有不同。</Empty>}
              <ul>
                {changes.map(({ path, sentence }) => (
                  <li key={path.join('/')}>{sentence.zh}</li>
                ))}
              </ul>
            </>
          )}
        </Loaded>
      )}
    </div>
  );
});
