/** What must not be in an image that runs: the same files as on the command line and in CI. */
import type { Policy } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { useServices } from '../../../lib/services.tsx';
import { Button } from '../../../ui/button.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { Facts, Panel } from '../../../ui/panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { None, Unanswered } from '../../../ui/unanswered.tsx';
import classes from '../page.module.css';
import { policiesQuery, useRemovePolicy } from '../queries.ts';
import { PolicyDialog } from './policy-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

export function PoliciesTab(): ReactNode {
  const { api } = useServices();
  const asked = useQuery(policiesQuery(api));
  const [editing, setEditing] = useState<Policy | 'new'>();
  const [removing, setRemoving] = useState<Policy>();
  if (asked.data === undefined)
    return <Unanswered error={asked.error} what="policies" onRetry={() => void asked.refetch()} />;
  const { items } = asked.data;
  return (
    <section className={classes.part} aria-label="Policies">
      <div className={classes.intro}>
        <p>
          An image that runs and breaks a policy is a finding of its workload. The same file decides in CI:{' '}
          <code>plimsoll scan --policy</code>.
        </p>
        <Button look="main" icon="plus" onClick={() => setEditing('new')}>
          Add a policy …
        </Button>
      </div>
      {items.length === 0 && (
        <None title="No policies yet">
          <p>What is found in images is listed, and nothing of it becomes a finding of a workload.</p>
        </None>
      )}
      {items.map((policy) => (
        <Panel
          key={policy.id}
          title={policy.name}
          aside={
            policy.enabled ? (
              <Tag tone="clear" icon="check" word="On" />
            ) : (
              <Tag tone="plain" icon="pause" word="Turned off" />
            )
          }
        >
          <Facts
            columns={2}
            facts={[
              ['Rules', policy.rules.join('; ')],
              ['Decides for', policy.workloads.length === 0 ? 'every workload' : policy.workloads.join(', ')],
              ['Broken', <Broken key="b" policy={policy} />],
              ['Changed', <Ago key="c" at={policy.changedAt} />],
            ]}
          />
          <div className={classes.actions}>
            <Button onClick={() => setEditing(policy)} aria-label={`Change ${policy.name}`}>
              Change …
            </Button>
            <Button look="bare" onClick={() => setRemoving(policy)} aria-label={`Remove ${policy.name}`}>
              Remove …
            </Button>
          </div>
        </Panel>
      ))}
      {editing !== undefined && (
        <PolicyDialog policy={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {removing !== undefined && <Removing policy={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  );
}

function Broken({ policy: { breaking } }: { readonly policy: Policy }): ReactNode {
  if (breaking.images === 0 && breaking.findings === 0) return 'by no image';
  return (
    <>
      by{' '}
      <Link to="/images" search={{ breaks: 'true' }}>
        {formatAmount(breaking.images, 'image')}
      </Link>
      {breaking.findings > 0 && (
        <>
          , with{' '}
          <Link to="/findings" search={{ state: ['open'], detector: 'image-policy' }}>
            {formatAmount(breaking.findings, 'open finding')}
          </Link>
        </>
      )}
    </>
  );
}

function Removing({ policy, onClose }: { readonly policy: Policy; readonly onClose: () => void }): ReactNode {
  const removing = useRemovePolicy();
  const { images, findings } = policy.breaking;
  return (
    <RemoveDialog
      title={`Remove ${policy.name}`}
      plan={[
        `${formatAmount(images, 'image')} that break it now no longer do.`,
        `${formatAmount(findings, 'open finding')} of it ${findings === 1 ? 'is' : 'are'} resolved.`,
        'The ledger keeps its text, and who removed it.',
      ]}
      pending={removing.isPending}
      error={removing.error}
      onRemove={() => removing.mutate(policy.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
