/** Where a registry tells of pushes, and the secret that proves it is the registry. The secret is shown once. */
import type { Registry } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { useCopy } from '../../../lib/use-copy.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failure } from '../../../ui/form.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { useRotateHookSecret } from '../queries.ts';
import classes from './hook-dialog.module.css';

export function HookDialog({
  registry,
  onClose,
}: {
  readonly registry: Registry;
  readonly onClose: () => void;
}): ReactNode {
  const making = useRotateHookSecret();
  const { hook } = registry;
  return (
    <Dialog title={`Webhook of ${registry.name}`} onClose={onClose}>
      <div className={classes.hook}>
        <p>
          Give this address to the registry. It understands what Harbor, GitLab, GitHub, Amazon ECR and registries with
          notifications of their own send, and a plain “image” with a name.
        </p>
        <Shown name="Address" text={`${window.location.origin}${hook.path}`} />
        {making.data === undefined ? (
          <>
            <p>
              {hook.secretSetAt === null ? (
                'It has no secret yet, so nothing is taken from it.'
              ) : (
                <>
                  A secret was made <Ago at={hook.secretSetAt} />. It cannot be shown again; a new one ends the old.
                </>
              )}
            </p>
            {making.error !== null && <Failure error={making.error} />}
            <p>
              <Button
                look="main"
                onClick={() => making.mutate(registry.id)}
                disabledBecause={making.isPending ? 'Being made' : undefined}
              >
                {hook.secretSetAt === null ? 'Make a secret' : 'Make a new secret'}
              </Button>
            </p>
          </>
        ) : (
          <>
            <Shown name="Secret" text={making.data.secret} />
            <p role="status">
              <strong>It is shown only now.</strong> Put it into the registry before you close this.
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Shown({ name, text }: { readonly name: string; readonly text: string }): ReactNode {
  const copy = useCopy();
  return (
    <div className={classes.shown}>
      <span>{name}</span>
      <code>{text}</code>
      <IconButton icon="copy" label={`Copy the ${name.toLowerCase()}`} onClick={() => copy(text)} />
    </div>
  );
}
