/** Who changed what of this workload, when and why, and whether the ledger holds. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useServices } from '../../../lib/services.tsx';
import { At } from '../../../ui/moment.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { TwinTable } from '../../../ui/twin.tsx';
import { Unanswered } from '../../../ui/unanswered.tsx';
import { changesQuery } from '../queries.ts';
import { changeWords } from './change-words.ts';

export function HistoryTab({ id }: { readonly id: string }): ReactNode {
  const { api } = useServices();
  const asked = useQuery(changesQuery(api, id));
  if (asked.data === undefined) {
    return <Unanswered error={asked.error} what="changes" onRetry={() => void asked.refetch()} />;
  }
  const { items, intact } = asked.data;
  return (
    <Panel
      title="History"
      lead="Every change lands in the ledger, where each entry holds the hash of the one before it."
      aside={
        intact ? (
          <Tag tone="clear" icon="check" word="Ledger intact" />
        ) : (
          <Tag tone="critical" icon="critical" word="Ledger broken" filled />
        )
      }
    >
      {items.length === 0 ? (
        <p>Nobody has changed anything of this workload yet.</p>
      ) : (
        <TwinTable
          words
          label="Changes of this workload"
          columns={['Change', 'Reason', 'Who', 'When']}
          rows={items.map((change) => [
            changeWords(change),
            change.reason || '–',
            change.actor,
            <At key="a" at={change.at} />,
          ])}
        />
      )}
    </Panel>
  );
}
