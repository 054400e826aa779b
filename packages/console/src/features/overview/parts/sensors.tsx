/** Whether we see: every node with its sensor, rate and losses; what keeps it from seeing, and what to do. */
import type { NodeHealth, Status } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount, formatBytes, formatCompact, formatCount, formatRate } from '../../../lib/format.ts';
import { isBlind, seeingNodes } from '../../../lib/situation.ts';
import { BlindReasons } from '../../../ui/blind-reasons.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { TwinTable } from '../../../ui/twin.tsx';
import classes from './sensors.module.css';

export function Sensors({ status }: { readonly status: Status }): ReactNode {
  return (
    <Panel
      id="sensors"
      title="Sensors"
      aside={
        <span className="quiet">
          {seeingNodes(status)} of {status.nodes.length} {status.nodes.length === 1 ? 'sees' : 'see'} ·{' '}
          {formatCompact(status.eventsTotal)} events since <Ago at={status.startedAt} />
        </span>
      }
    >
      {isBlind(status) && (
        <div className={classes.blind}>
          <BlindReasons nodes={status.nodes} />
        </div>
      )}
      {status.nodes.length > 0 && (
        <TwinTable
          label="Nodes and their sensors"
          columns={['Node', 'Sensor', 'Engine', 'Containers', 'Events', 'Lost', 'Memory']}
          rows={status.nodes.map((node) => [
            <span key="n">
              {node.node} <small className="quiet">Linux {node.kernel}</small>
            </span>,
            <SensorState key="s" node={node} />,
            node.engine === 'connected' ? 'connected' : 'not available',
            formatCount(node.containers),
            formatRate(node.eventsPerSecond),
            <Lost key="l" node={node} />,
            formatBytes(node.memoryBytes),
          ])}
        />
      )}
    </Panel>
  );
}

function SensorState({ node }: { readonly node: NodeHealth }): ReactNode {
  if (node.sensor !== 'running') return <Tag tone="blind" icon="blind" word={node.sensor} filled />;
  if (node.blind.length > 0)
    return <Tag tone="blind" icon="blind" word={`sees not all: ${node.blind.length}`} filled />;
  return (
    <Tag
      tone="clear"
      icon="seen"
      word="sees"
      title={`${formatAmount(node.restarts, 'restart')}, ${formatAmount(node.gaps, 'gap')}`}
    />
  );
}

function Lost({ node: { losses, lossesByContainer } }: { readonly node: NodeHealth }): ReactNode {
  const lost = losses.ringFull + losses.threadsFull + losses.containersFull;
  const worst = lossesByContainer[0]?.name;
  return (
    <>
      {lost === 0 ? 'none' : <strong className={classes.lost}>{formatAmount(lost, 'event')}</strong>}
      {lost > 0 && worst !== undefined && <small className="quiet"> most in {worst}</small>}
      {losses.heldBack > 0 && <small className="quiet"> {formatCompact(losses.heldBack)} repeats held back</small>}
    </>
  );
}
