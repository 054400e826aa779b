/** Scans of this image over time: how many vulnerabilities there were, and what each scan changed. */
import type { ImageView } from '@plimsoll/api';
import { type ReactNode, useMemo } from 'react';
import type uPlot from 'uplot';
import { formatAmount, formatCount } from '../../../lib/format.ts';
import { formatAt } from '../../../lib/time.ts';
import { At } from '../../../ui/moment.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { axesOf, Plot, type PlotColors } from '../../../ui/plot.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Twin, TwinTable } from '../../../ui/twin.tsx';
import classes from './history-tab.module.css';

type Scan = ImageView['history'][number];
const sum = ({ counts }: Scan) => Object.values(counts).reduce((total, count) => total + count, 0);

export function HistoryTab({ view: { history, names } }: { readonly view: ImageView }): ReactNode {
  const data = useMemo((): uPlot.AlignedData => {
    const oldest = history.toReversed();
    return [
      oldest.map(({ scannedAt }) => scannedAt / 1000),
      oldest.map(sum),
      oldest.map(({ counts }) => counts.critical + counts.high),
    ];
  }, [history]);
  const label = `Vulnerabilities at each of ${formatAmount(history.length, 'scan')}: all, and critical or high`;
  return (
    <div className={classes.parts}>
      <Panel
        title="History"
        lead="A scan is made again when the image changes, advisories do, or somebody asks for it."
      >
        {history.length > 1 && (
          <Twin
            label={label}
            chart={
              <>
                <Plot label={label} height={140} data={data} options={lines} />
                <p className={classes.legend} aria-hidden>
                  <span data-line="all">all</span>
                  <span data-line="worst">critical or high</span>
                </p>
              </>
            }
            columns={['Scanned', 'All', 'Critical or high']}
            rows={history.map((scan) => [
              formatAt(scan.scannedAt),
              formatCount(sum(scan)),
              formatCount(scan.counts.critical + scan.counts.high),
            ])}
          />
        )}
        <TwinTable
          words
          label="Scans of this image"
          columns={['Scanned', 'Generation of advisories', 'Vulnerabilities', 'New findings', 'Gone']}
          rows={history.map((scan) => [
            <At key="a" at={scan.scannedAt} />,
            scan.generation ?? 'none',
            <span key="f">
              {formatCount(sum(scan))}
              {!scan.complete && <Tag tone="blind" icon="blind" word="not all was looked at" />}
            </span>,
            formatCount(scan.added),
            formatCount(scan.removed),
          ])}
        />
      </Panel>
      <Panel title="Names" lead="Every name it was met by.">
        <TwinTable
          words
          label="Names of this image"
          columns={['Name', 'Still this image', 'Last met']}
          rows={names.map(({ name, current, lastSeenAt }) => [
            <code key="n">{name}</code>,
            current ? 'yes' : 'no, or not known',
            <At key="a" at={lastSeenAt} />,
          ])}
        />
      </Panel>
    </div>
  );
}

function lines({ fill, ink, ...colors }: PlotColors): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: axesOf({ fill, ink, ...colors }),
    series: [
      {},
      { stroke: ink, width: 1.5, points: { show: true, size: 5 } },
      { stroke: fill, width: 2, points: { show: true, size: 5 } },
    ],
  };
}
