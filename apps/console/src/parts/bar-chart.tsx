import { useEffect, useRef } from 'react';
import { useMode } from '../theme.tsx';

interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What a chart says: the same data stand in the table beside it. */
export interface BarData {
  readonly label: string;
  readonly unit: string;
  readonly categories: readonly string[];
  readonly series: readonly Series[];
}

const ROW_HEIGHT = 30;
const AROUND = 90;

const colourOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const optionOf = ({ label, unit, categories, series }: BarData) => {
  const [ink, line] = [colourOf('--ink'), colourOf('--line')];
  return {
    animation: false,
    // Hatches beside colours, and a description for readers without sight.
    aria: { enabled: true, decal: { show: series.length > 1 }, label: { description: `${label}。数据见旁边的表。` } },
    color: ['--chart-1', '--chart-2'].map(colourOf),
    textStyle: { color: ink, fontSize: 13 },
    grid: { left: 8, right: 56, top: series.length > 1 ? 36 : 8, bottom: 28, containLabel: true },
    ...(series.length > 1 ? { legend: { top: 0, left: 0, textStyle: { color: ink } } } : {}),
    tooltip: { show: false },
    xAxis: {
      type: 'value' as const,
      name: unit,
      nameTextStyle: { color: ink },
      minInterval: 1,
      axisLabel: { color: ink, hideOverlap: true },
      splitLine: { lineStyle: { color: line } },
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: [...categories],
      axisLabel: { color: ink, interval: 0, width: 130, overflow: 'truncate' as const },
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
    },
    series: series.map(({ name, values }) => ({
      type: 'bar' as const,
      name,
      silent: true,
      barMaxWidth: 18,
      label: { show: true, position: 'right' as const, color: ink, formatter: ({ value }: { value: unknown }) => String(value ?? '') },
      data: [...values],
    })),
  };
};

/** Bars side by side, drawn as SVG. It follows the theme and the width of the page. */
export const BarChart = ({ data }: { readonly data: BarData }) => {
  const place = useRef<HTMLDivElement>(null);
  const { mode } = useMode();
  useEffect(() => {
    const element = place.current!;
    let isGone = false;
    let end = (): void => undefined;
    void import('./echarts.ts').then(({ init }) => {
      if (isGone) return;
      const chart = init(element, null, { renderer: 'svg', locale: 'ZH' });
      // The theme sets its variables in an effect of a parent, which comes after this one.
      requestAnimationFrame(() => {
        if (!isGone) chart.setOption(optionOf(data));
      });
      const observer = new ResizeObserver(() => chart.resize());
      observer.observe(element);
      end = () => {
        observer.disconnect();
        chart.dispose();
      };
    });
    return () => {
      isGone = true;
      end();
    };
  }, [data, mode]);
  return (
    <div
      ref={place}
      role="img"
      aria-label={data.label}
      style={{ height: data.categories.length * data.series.length * ROW_HEIGHT + AROUND }}
    />
  );
};
