/** "I say it is ready": a person overrules the estimate, knowing what is missing, with a reason that is kept. */
import type { WorkloadSummary } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { Dialog } from '../../../ui/dialog.tsx';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import { useChangeWorkloads } from '../queries.ts';
import classes from './dialogs.module.css';

export function ReadyDialog({
  workload,
  onClose,
}: {
  readonly workload: WorkloadSummary;
  readonly onClose: () => void;
}): ReactNode {
  const changing = useChangeWorkloads();
  return (
    <Dialog title="I say it is ready" onClose={onClose}>
      <ReasonForm
        asks="Why is it ready?"
        hint="For example: the nightly job ran once, and there is nothing else."
        submit="It is ready"
        onSubmit={(reason) =>
          changing.mutate({ ids: [workload.id], change: { declaredReady: true, reason } }, { onSuccess: onClose })
        }
        onCancel={onClose}
        pending={changing.isPending}
        error={changing.error}
      >
        <div className={classes.unready}>
          <h3>The estimate says otherwise</h3>
          <ul>
            {workload.readiness.missing.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
          <p>What was not seen so far will be reported as a departure, clean or not.</p>
        </div>
      </ReasonForm>
    </Dialog>
  );
}
