/** uPlot in React: drawn again when its data, its size or the theme change. Always inside a Twin or beside its table. */
import { type ReactNode, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useServices, useStore } from '../lib/services.tsx';
import classes from './plot.module.css';
import { timeLabels, timeSteps } from './time-labels.ts';

export interface PlotColors {
  readonly ink: string;
  readonly line: string;
  readonly fill: string;
  readonly font: string;
}

export interface PlotProps {
  readonly label: string;
  readonly height: number;
  readonly data: uPlot.AlignedData;
  /** Everything but size; called again when the theme changes, since a canvas knows no CSS. */
  readonly options: (colors: PlotColors) => Omit<uPlot.Options, 'width' | 'height'>;
}

export function Plot({ label, height, data, options }: PlotProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const theme = useStore(useServices().themes.shown);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the colours resolve to
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const made = new uPlot({ ...options(colorsOf(element)), width: element.clientWidth, height }, data, element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [options, height, theme]);
  useEffect(() => plot.current?.setData(data), [data]);
  return <div ref={frame} className={classes.plot} role="img" aria-label={label} style={{ height }} />;
}

function colorsOf(element: Element): PlotColors {
  const style = getComputedStyle(element);
  return {
    ink: style.getPropertyValue('--ink-3'),
    line: style.getPropertyValue('--line'),
    fill: style.getPropertyValue('--sea'),
    font: `12px ${style.fontFamily}`,
  };
}

/** What both of our plots share: quiet axes, no legend, no points. */
export function axesOf({ ink, line, font }: PlotColors): uPlot.Axis[] {
  const common = { stroke: ink, font, ticks: { show: false } };
  return [
    {
      ...common,
      grid: { show: false },
      size: 24,
      gap: 2,
      space: 84,
      incrs: timeSteps,
      values: (_plot, splits) => timeLabels(splits),
    },
    {
      ...common,
      grid: { stroke: line, width: 1 },
      size: 40,
      gap: 2,
      space: 24,
      incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000],
    },
  ];
}
