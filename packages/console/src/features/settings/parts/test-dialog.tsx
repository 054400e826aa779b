/** Trying a registry, step by step: where it breaks off is where to look. */
import type { Registry } from '@plimsoll/api';
import { type ReactNode, useEffect } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failure } from '../../../ui/form.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { ViewState } from '../../../ui/view-state.tsx';
import { useTestRegistry } from '../queries.ts';
import classes from './test-dialog.module.css';

export function TestDialog({
  registry,
  onClose,
}: {
  readonly registry: Registry;
  readonly onClose: () => void;
}): ReactNode {
  const { mutate, data, error, isPending } = useTestRegistry();
  useEffect(() => mutate(registry.id), [mutate, registry.id]);
  return (
    <Dialog title={`Connection to ${registry.name}`} onClose={onClose}>
      <div className={classes.test}>
        {isPending && <ViewState situation={{ kind: 'loading' }} what="steps" />}
        {error !== null && <Failure error={error} />}
        {data !== undefined && (
          <>
            <p role="status">
              {data.ok ? (
                <Tag tone="clear" icon="check" word="It works" filled />
              ) : (
                <Tag tone="critical" icon="broken" word="It does not work" filled />
              )}
            </p>
            <ol className={classes.steps}>
              {data.steps.map(({ what, ok, detail }) => (
                <li key={what}>
                  <Tag tone={ok ? 'clear' : 'critical'} icon={ok ? 'check' : 'close'} word={what} />
                  <p>{detail}</p>
                </li>
              ))}
            </ol>
            {data.hint !== null && <p>{data.hint}</p>}
            {data.repositories.length > 0 && (
              <p>
                Its filters name, among others: <code>{data.repositories.join(', ')}</code>
              </p>
            )}
          </>
        )}
        <p>
          <Button onClick={() => mutate(registry.id)} disabledBecause={isPending ? 'Being tried' : undefined}>
            Try again
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
