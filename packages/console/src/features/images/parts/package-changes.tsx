/** Packages that came, went or changed their version between two images. */
import type { Comparison } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { Panel } from '../../../ui/panel.tsx';
import { TwinTable } from '../../../ui/twin.tsx';

export function PackageChanges({ packages }: Pick<Comparison, 'packages'>): ReactNode {
  const { added, removed, changed, addedTotal, removedTotal, changedTotal } = packages;
  const total = addedTotal + removedTotal + changedTotal;
  const shown = added.length + removed.length + changed.length;
  return (
    <Panel
      title={`Packages: ${formatCount(total)}`}
      {...(shown < total && { lead: `The first ${formatCount(shown)} of them.` })}
    >
      {total === 0 ? (
        <p className="quiet">the same in both</p>
      ) : (
        <TwinTable
          words
          label="Packages that differ"
          columns={['Package', 'Type', 'Before', 'Now']}
          rows={[
            ...changed.map(({ name, type, from, to }) => [name, type, from ?? 'not known', to ?? 'not known']),
            ...added.map(({ name, type, version }) => [name, type, '–', version ?? 'not known']),
            ...removed.map(({ name, type, version }) => [name, type, version ?? 'not known', '–']),
          ]}
        />
      )}
    </Panel>
  );
}
