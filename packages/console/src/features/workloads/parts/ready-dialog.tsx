/** "I say it is ready": a person overrules the estimate, knowing what is missing, with a reason that is kept. */
import { ApiError, type WorkloadSummary } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/field.tsx';
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
  const [missing, setMissing] = useState(false);
  return (
    <Dialog title="I say it is ready" onClose={onClose}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const reason = String(new FormData(event.currentTarget).get('reason')).trim();
          setMissing(reason === '');
          if (reason === '' || changing.isPending) return;
          changing.mutate({ ids: [workload.id], change: { declaredReady: true, reason } }, { onSuccess: onClose });
        }}
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
        <TextArea
          label="Why is it ready?"
          name="reason"
          required
          maxLength={2000}
          hint="For example: the nightly job ran once, and there is nothing else."
          error={missing ? 'Write a reason: it is kept in the ledger.' : undefined}
        />
        {changing.error !== null && (
          <p role="alert" className={classes.failure}>
            {changing.error instanceof ApiError
              ? `${changing.error.message}. ${changing.error.hint}`
              : 'It could not be saved. Try again.'}
          </p>
        )}
        <div className={classes.buttons}>
          <Button type="submit" look="main" disabledBecause={changing.isPending ? 'Being saved' : undefined}>
            It is ready
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
