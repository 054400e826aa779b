/** Registries this server may speak to. */
import type { Registry } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useServices } from '../../../lib/services.tsx';
import { Button } from '../../../ui/button.tsx';
import { None, Unanswered } from '../../../ui/unanswered.tsx';
import classes from '../page.module.css';
import { registriesQuery, schedulesQuery, useRemoveRegistry } from '../queries.ts';
import { RegistryDialog } from './registry-dialog.tsx';
import { RegistryPanel } from './registry-panel.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

export function RegistriesTab(): ReactNode {
  const { api } = useServices();
  const asked = useQuery(registriesQuery(api));
  const [editing, setEditing] = useState<Registry | 'new'>();
  const [removing, setRemoving] = useState<Registry>();
  if (asked.data === undefined)
    return <Unanswered error={asked.error} what="registries" onRetry={() => void asked.refetch()} />;
  const { items } = asked.data;
  return (
    <section className={classes.part} aria-label="Registries">
      <div className={classes.intro}>
        <p>
          A registry is looked through on its schedule, or tells of pushes itself. Its secrets are kept encrypted and
          never shown again.
        </p>
        <Button look="main" icon="plus" onClick={() => setEditing('new')}>
          Add a registry …
        </Button>
      </div>
      {items.length === 0 ? (
        <None title="No registries yet">
          <p>Images that run here are still scanned: the engine has them. Add a registry to scan what does not run.</p>
        </None>
      ) : (
        items.map((registry) => (
          <RegistryPanel
            key={registry.id}
            registry={registry}
            onEdit={() => setEditing(registry)}
            onRemove={() => setRemoving(registry)}
          />
        ))
      )}
      {editing !== undefined && (
        <RegistryDialog registry={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {removing !== undefined && <Removing registry={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  );
}

function Removing({ registry, onClose }: { readonly registry: Registry; readonly onClose: () => void }): ReactNode {
  const { api } = useServices();
  const removing = useRemoveRegistry();
  const schedules = useQuery(schedulesQuery(api)).data?.items ?? [];
  const idle = schedules.filter(({ scope }) => scope.kind === 'registry' && scope.registry === registry.id);
  return (
    <RemoveDialog
      title={`Remove ${registry.name}`}
      plan={[
        `Nothing of ${registry.host} is scanned any more, except what runs here.`,
        'Its credentials, certificates and webhook secret are deleted.',
        'What it tells through its webhook is refused.',
        ...idle.map(({ name }) => `The schedule ${name} has nothing to look at then.`),
        'Its images and their findings stay.',
        'The ledger keeps that it was removed, and by whom.',
      ]}
      pending={removing.isPending}
      error={removing.error}
      onRemove={() => removing.mutate(registry.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
