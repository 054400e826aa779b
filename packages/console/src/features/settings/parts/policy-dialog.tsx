/** Writing a policy: its text with numbered lines; what the server refuses is shown at its line. */
import type { Policy } from '@plimsoll/api';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useServices } from '../../../lib/services.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Tick } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { useSavePolicy, workloadNamesQuery } from '../queries.ts';
import classes from './policy-dialog.module.css';
import { policyError } from './policy-error.ts';
import { PolicyText } from './policy-text.tsx';

const example = `schema: plimsoll-policy/1
name: production
rules:
  - name: nothing that is exploited and used
    kinds: [vulnerability]
    kev: true
    use: loaded
  - name: no secrets
    kinds: [secret]
`;

interface PolicyDialogProps {
  readonly policy: Policy | undefined;
  readonly onClose: () => void;
}

export function PolicyDialog({ policy, onClose }: PolicyDialogProps): ReactNode {
  const { api } = useServices();
  const saving = useSavePolicy();
  const names = useQuery(workloadNamesQuery(api)).data?.items ?? [];
  const [text, setText] = useState(policy?.text ?? example);
  const [workloads, setWorkloads] = useState<readonly string[]>(policy?.workloads ?? []);
  const [enabled, setEnabled] = useState(policy?.enabled ?? true);
  const refused = saving.error === null ? undefined : policyError(saving.error.message);
  const atLine = refused?.line !== undefined;
  const known = [...new Set([...names.map(({ id }) => id as string), ...workloads])];
  return (
    <Dialog title={policy === undefined ? 'Add a policy' : `Change ${policy.name}`} width="wide" onClose={onClose}>
      <Form
        submit={policy === undefined ? 'Add it' : 'Save'}
        onCancel={onClose}
        pending={saving.isPending}
        error={atLine ? null : saving.error}
        onSubmit={() =>
          saving.mutate(
            { id: policy?.id, input: { text, workloads: workloads as Policy['workloads'], enabled } },
            { onSuccess: onClose },
          )
        }
      >
        <PolicyText text={text} onText={setText} error={atLine ? refused : undefined} />
        <fieldset className={classes.workloads}>
          <legend>Of which workloads</legend>
          <p className="quiet">
            {workloads.length === 0 ? 'Of every workload, also of those to come.' : 'Only of these.'}
          </p>
          {known.map((id) => (
            <Tick
              key={id}
              label={id}
              checked={workloads.includes(id)}
              onChange={(on) => setWorkloads(on ? [...workloads, id] : workloads.filter((each) => each !== id))}
            />
          ))}
        </fieldset>
        <Tick label="On" checked={enabled} onChange={setEnabled} />
      </Form>
    </Dialog>
  );
}
