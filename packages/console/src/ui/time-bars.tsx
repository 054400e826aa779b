/** How many in each slice of time; drag over it to look closer. The table twin does the same with a button a row. */
import { type ReactNode, useMemo } from 'react';
import uPlot from 'uplot';
import { formatCount } from '../lib/format.ts';
import { formatAt, formatDuration } from '../lib/time.ts';
import { Button } from './button.tsx';
import { axesOf, Plot, type PlotColors } from './plot.tsx';
import { Twin } from './twin.tsx';

export interface TimeBarsProps {
  /** What is counted, plural and lower case. */
  readonly what: string;
  readonly bucketMs: number;
  readonly buckets: readonly { readonly at: number; readonly count: number }[];
  readonly onBrush: (from: number, to: number) => void;
}

export function TimeBars({ what, bucketMs, buckets, onBrush }: TimeBarsProps): ReactNode {
  const data = useMemo((): uPlot.AlignedData => {
    return [buckets.map(({ at }) => (at + bucketMs / 2) / 1000), buckets.map(({ count }) => count)];
  }, [buckets, bucketMs]);
  const options = useMemo(() => {
    return (colors: PlotColors): Omit<uPlot.Options, 'width' | 'height'> => ({
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max)] } },
      axes: axesOf(colors),
      series: [
        {},
        {
          fill: colors.fill,
          width: 0,
          points: { show: false },
          ...(uPlot.paths.bars === undefined ? {} : { paths: uPlot.paths.bars({ size: [0.86, 48], radius: 0.12 }) }),
        },
      ],
      hooks: {
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 4) return;
            onBrush(Math.floor(plot.posToVal(left, 'x') * 1000), Math.ceil(plot.posToVal(left + width, 'x') * 1000));
          },
        ],
      },
    });
  }, [onBrush]);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  const label = `${formatCount(total)} ${what} in slices of ${formatDuration(bucketMs)}`;
  return (
    <Twin
      label={`${label} · drag to look closer`}
      chart={<Plot label={label} height={96} data={data} options={options} />}
      columns={['From', what, 'Look closer']}
      rows={buckets
        .filter(({ count }) => count > 0)
        .map(({ at, count }) => [
          formatAt(at),
          formatCount(count),
          <Button key={at} look="bare" onClick={() => onBrush(at, at + bucketMs)}>
            Only this
          </Button>,
        ])}
    />
  );
}
