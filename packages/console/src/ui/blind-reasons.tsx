/** Why a node does not see, since when, and what to do: one entry a reason. */
import type { NodeHealth } from '@plimsoll/api';
import type { ReactNode } from 'react';
import classes from './blind-reasons.module.css';
import { Ago } from './moment.tsx';

const sensorWords: Record<NodeHealth['sensor'], string> = {
  running: 'running',
  starting: 'still starting',
  restarting: 'being restarted',
  unavailable: 'not available',
};

export function BlindReasons({ nodes }: { readonly nodes: readonly NodeHealth[] }): ReactNode {
  if (nodes.length === 0) {
    return <p>No node reports. Start an agent with “plimsoll up” on the host that runs the containers.</p>;
  }
  return (
    <ul className={classes.list}>
      {nodes.flatMap((node) =>
        node.blind.length === 0 && node.sensor !== 'running'
          ? [
              <li key={node.node}>
                <strong>
                  {node.node}: the sensor is {sensorWords[node.sensor]}
                </strong>{' '}
                <span className="quiet">
                  since <Ago at={node.sensorSince} />
                </span>
              </li>,
            ]
          : node.blind.map((reason) => (
              <li key={`${node.node} ${reason.what}`}>
                <strong>
                  {node.node}, not seen: {reason.what}
                </strong>{' '}
                <span className="quiet">
                  since <Ago at={reason.since} />
                </span>
                <p>{reason.why}</p>
                <p className={classes.hint}>{reason.hint}</p>
              </li>
            )),
      )}
    </ul>
  );
}
