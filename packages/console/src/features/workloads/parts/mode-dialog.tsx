/** Changing the mode: what it will mean, what it would have done, a reason; protect starts as a dry run. */
import type { Mode, WorkloadSummary } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { modeMeanings, modeNames, modes } from '../../../lib/words.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea, Tick } from '../../../ui/field.tsx';
import { Form, textOf } from '../../../ui/form.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { useChangeWorkloads } from '../queries.ts';
import classes from './dialogs.module.css';
import { WouldHave } from './would-have.tsx';

export interface ModeDialogProps {
  readonly workloads: readonly WorkloadSummary[];
  readonly wanted?: Mode;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ModeDialog({ workloads, wanted = 'monitor', onClose, onDone }: ModeDialogProps): ReactNode {
  const changing = useChangeWorkloads();
  const [mode, setMode] = useState<Mode>(wanted);
  const [only] = workloads.length === 1 ? workloads : [];
  const [missing, setMissing] = useState(false);
  const [dryRun, setDryRun] = useState(only?.mode !== 'protect' || !only.dryRun);
  const unready =
    mode === 'discover' ? [] : workloads.filter(({ readiness, declaredReady }) => !readiness.ready && !declaredReady);
  return (
    <Dialog
      title={only === undefined ? `Mode of ${formatAmount(workloads.length, 'workload')}` : `Mode of ${only.id}`}
      onClose={onClose}
    >
      <Form
        submit={
          mode === 'protect' && !dryRun ? 'Protect: stop what is outside' : `Switch to ${modeNames[mode].toLowerCase()}`
        }
        disabledBecause={unready.length > 0 ? 'The baseline is not ready' : undefined}
        onSubmit={(values) => {
          const reason = textOf(values, 'reason');
          const needed = mode === 'protect' && !dryRun;
          setMissing(needed && reason === undefined);
          if (needed && reason === undefined) return;
          const change = { mode, ...(mode === 'protect' && { dryRun }), ...(reason !== undefined && { reason }) };
          changing.mutate({ ids: workloads.map(({ id }) => id), change }, { onSuccess: onDone });
        }}
        onCancel={onClose}
        pending={changing.isPending}
        error={changing.error}
      >
        <Segments
          label="Mode"
          value={mode}
          options={modes.map((value) => ({ value, word: modeNames[value] }))}
          onChange={setMode}
        />
        <p>{modeMeanings[mode]}</p>
        {mode === 'protect' && (
          <Tick
            label="Dry run"
            hint="Says what would be stopped and stops nothing. Turn it off when a dry run has shown what you expect."
            checked={dryRun}
            onChange={setDryRun}
          />
        )}
        {mode !== 'discover' && only !== undefined && <WouldHave workload={only} mode={mode} />}
        {unready.length > 0 && <Unready workloads={unready} />}
        <TextArea
          label="Reason"
          name="reason"
          maxLength={2000}
          required={mode === 'protect' && !dryRun}
          hint="Kept in the ledger with the change."
          error={missing ? 'Write a reason: it is kept in the ledger.' : undefined}
        />
      </Form>
    </Dialog>
  );
}

function Unready({ workloads }: { readonly workloads: readonly WorkloadSummary[] }): ReactNode {
  return (
    <div className={classes.unready}>
      <h3>Not ready yet</h3>
      <ul>
        {workloads.flatMap(({ id, readiness }) =>
          readiness.missing.map((what) => (
            <li key={`${id} ${what}`}>
              {workloads.length > 1 && <strong>{id}: </strong>}
              {what}
            </li>
          )),
        )}
      </ul>
      <p>Close this and choose “I say it is ready” on the workload’s page if you know better than the estimate.</p>
    </div>
  );
}
