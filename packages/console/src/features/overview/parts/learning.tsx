/** How far learning is: workloads by mode, and the first few that still learn. */
import type { Status } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { useServices } from '../../../lib/services.tsx';
import { modeNames, modes, splitWorkload } from '../../../lib/words.ts';
import { Panel } from '../../../ui/panel.tsx';
import { LearningCell } from '../../workloads/parts/learning-cell.tsx';
import { learningWorkloads } from '../queries.ts';
import classes from './learning.module.css';

export function Learning({ counts }: { readonly counts: Status['workloads'] }): ReactNode {
  const { api } = useServices();
  const workloads = useQuery(learningWorkloads(api)).data?.items ?? [];
  return (
    <Panel
      title="Learning"
      aside={<Link to="/workloads">All workloads</Link>}
      lead="What the next clean run may still show that was never seen: right of the mark, the alert budget holds."
    >
      <ul className={classes.modes}>
        {modes.map((mode) => (
          <li key={mode}>
            <Link to="/workloads" search={{ mode }}>
              <strong>{formatCount(counts[mode])}</strong> {modeNames[mode].toLowerCase()}
            </Link>
          </li>
        ))}
      </ul>
      <ul>
        {workloads.map(({ id, readiness, declaredReady }) => {
          const { place, name } = splitWorkload(id);
          return (
            <li key={id} className={classes.workload}>
              <div className={classes.name}>
                <Link to="/workloads/$" params={{ _splat: id }}>
                  {name}
                </Link>
                <small>{place}</small>
              </div>
              <LearningCell readiness={readiness} declaredReady={declaredReady} />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
