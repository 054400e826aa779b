/** Asking for a scan: one reference, as on the command line; then the job, which goes on without this dialog. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useServices } from '../../../lib/services.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField, Tick } from '../../../ui/field.tsx';
import { Form, textOf } from '../../../ui/form.tsx';
import { JobProgress } from '../../scans/parts/job-progress.tsx';
import { scanQuery } from '../../scans/queries.ts';
import { useRequestScans } from '../queries.ts';
import { referenceProblem } from './reference-problem.ts';
import classes from './scan-dialog.module.css';

export interface ScanDialogProps {
  readonly reference?: string | undefined;
  readonly onClose: () => void;
}

export function ScanDialog({ reference, onClose }: ScanDialogProps): ReactNode {
  const asking = useRequestScans();
  const [problem, setProblem] = useState<string>();
  const [afresh, setAfresh] = useState(false);
  const job = asking.data?.[0];
  return (
    <Dialog title="Scan an image" onClose={onClose}>
      {job !== undefined ? (
        <AskedFor id={job.id} onClose={onClose} />
      ) : (
        <Form
          submit="Scan"
          onCancel={onClose}
          pending={asking.isPending}
          error={asking.error}
          onSubmit={(values) => {
            const wanted = textOf(values, 'reference');
            const wrong = referenceProblem(wanted);
            setProblem(wrong);
            const platform = textOf(values, 'platform');
            if (wrong === undefined && wanted !== undefined)
              asking.mutate([{ reference: wanted, afresh, ...(platform !== undefined && { platform }) }]);
          }}
        >
          <TextField
            label="Image"
            name="reference"
            defaultValue={reference}
            maxLength={1024}
            autoComplete="off"
            spellCheck={false}
            hint="alpine:3.20, registry.example/shop/web@sha256:…, or docker:web:1 for one that is only on this host."
            error={problem}
          />
          <TextField
            label="Platform"
            name="platform"
            placeholder="the server’s own"
            pattern="[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?"
            hint="linux/arm64, where the image is for several."
          />
          <Tick
            label="Look at every layer again"
            hint="Layers that are known already are not read twice unless you ask for it."
            checked={afresh}
            onChange={setAfresh}
          />
        </Form>
      )}
    </Dialog>
  );
}

function AskedFor({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const { api } = useServices();
  const job = useQuery(scanQuery(api, id)).data;
  // The form that held the focus is gone.
  const told = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => told.current?.focus(), []);
  return (
    <div ref={told} className={classes.asked} tabIndex={-1}>
      {job !== undefined && <JobProgress job={job} />}
      <p className="quiet">It goes on when you close this.</p>
      <p className={classes.buttons}>
        {job?.outcome?.image != null && (
          <Link to="/images/$image" params={{ image: job.outcome.image }}>
            Open the image
          </Link>
        )}
        <Link to="/images/scans">See the queue</Link>
        <Button onClick={onClose}>Close</Button>
      </p>
    </div>
  );
}
