/** Events a second over the last minutes. */
import { type ReactNode, useMemo } from 'react';
import type uPlot from 'uplot';
import { formatRate } from '../lib/format.ts';
import { formatClock } from '../lib/time.ts';
import { axesOf, Plot, type PlotColors } from './plot.tsx';
import { Twin } from './twin.tsx';

export interface RatePoint {
  readonly at: number;
  readonly perSecond: number;
  /** Events not sent here because they came faster than people read. */
  readonly held: number;
}

export function RateStrip({ points }: { readonly points: readonly RatePoint[] }): ReactNode {
  const data = useMemo((): uPlot.AlignedData => {
    return [points.map(({ at }) => at / 1000), points.map(({ perSecond }) => perSecond)];
  }, [points]);
  const latest = points.at(-1);
  const label =
    latest === undefined ? 'Events a second: none yet' : `Events a second: ${formatRate(latest.perSecond)} now`;
  return (
    <Twin
      label={label}
      chart={<Plot label={label} height={88} data={data} options={area} />}
      columns={['At', 'Events a second', 'Held back']}
      rows={points
        .toReversed()
        .map(({ at, perSecond, held }) => [formatClock(at).slice(0, 8), formatRate(perSecond), held])}
    />
  );
}

function area(colors: PlotColors): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: axesOf(colors),
    series: [{}, { stroke: colors.fill, width: 1.5, fill: `${colors.fill}22`, points: { show: false } }],
  };
}
