/** Which workload a finding is of, and what else is known of the place. */
import type { WorkloadSummary } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Fact, Facts, Panel } from '../../../ui/panel.tsx';

interface PlaceProps {
  readonly workload: WorkloadSummary['id'];
  readonly facts: readonly Fact[];
}

export function Place({ workload, facts }: PlaceProps): ReactNode {
  return (
    <Panel title="Where">
      <Facts
        facts={[
          [
            'Workload',
            <Link key="w" to="/workloads/$" params={{ _splat: workload }}>
              {workload}
            </Link>,
          ],
          ...facts,
        ]}
      />
    </Panel>
  );
}
