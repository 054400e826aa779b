/** Accepting a finding for a time: the scope is filled in, widened by taking parts away; it takes a reason and an end. */
import { type ReactNode, useState } from 'react';
import { useNow, useServices } from '../../../lib/services.tsx';
import { formatFully } from '../../../lib/time.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Choice, TextArea, TextField, Tick } from '../../../ui/field.tsx';
import { Form, textOf } from '../../../ui/form.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { useAddException } from '../queries.ts';
import classes from './exception-dialog.module.css';
import { idOf, lifetimes, partsOf, scopeOf, type Told } from './exception-scope.ts';

export interface ExceptionDialogProps {
  readonly image: string;
  readonly told: Told;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const day = 86_400_000;
const statuses = [
  { value: 'accepted', word: 'It is there and we live with it', hint: 'Accepted: the risk is known and carried.' },
  {
    value: 'not_affected',
    word: 'It is there and cannot be used',
    hint: 'Not affected: the code is never reached, or not built in. Goes into the VEX as such.',
  },
] as const;

export function ExceptionDialog({ image, told, onClose, onDone }: ExceptionDialogProps): ReactNode {
  const { notice } = useServices();
  const now = useNow();
  const adding = useAddException(image);
  const [parts, setParts] = useState(() => partsOf(told));
  const [days, setDays] = useState('30');
  const [status, setStatus] = useState<'accepted' | 'not_affected'>('accepted');
  const [missing, setMissing] = useState(false);
  const expiresAt = days === 'never' ? null : now + Number(days) * day;
  const shown = parts.filter(({ id }) => id !== 'version' || parts.some((part) => part.id === 'package' && part.on));
  const widest = parts.every(({ on }) => !on);
  return (
    <Dialog title={`Accept ${idOf(told.finding)} for a time`} onClose={onClose}>
      <Form
        submit="Accept it"
        onCancel={onClose}
        pending={adding.isPending}
        error={adding.error}
        onSubmit={(values) => {
          const reason = textOf(values, 'reason');
          const owner = textOf(values, 'owner');
          setMissing(reason === undefined);
          if (reason === undefined) return;
          const body = {
            scope: scopeOf(told, shown),
            reason,
            expiresAt,
            status,
            ...(owner !== undefined && { owner }),
          };
          adding.mutate(body as Parameters<typeof adding.mutate>[0], {
            onSuccess: ({ findings, images }) => {
              notice.set(`Accepted. It covers ${findings} findings in ${images} images.`);
              onDone();
            },
          });
        }}
      >
        <fieldset className={classes.scope}>
          <legend>What it covers</legend>
          <p>
            Every finding of <code>{idOf(told.finding)}</code>
          </p>
          {shown.map((part) => (
            <Tick
              key={part.id}
              label={part.words}
              checked={part.on}
              onChange={(on) => setParts(parts.map((each) => (each.id === part.id ? { ...each, on } : each)))}
            />
          ))}
          {widest && <p className={classes.wide}>It covers every image, package and file there is.</p>}
        </fieldset>
        <Choice label="Why may it stay?" name="status" value={status} options={statuses} onChange={setStatus} />
        <TextArea
          label="Reason"
          name="reason"
          maxLength={2000}
          required
          error={missing ? 'Write a reason: it is kept with the exception, for whoever asks later.' : undefined}
        />
        <TextField label="Who answers for it" name="owner" maxLength={200} placeholder="you" />
        <div className={classes.until}>
          <span>For how long</span>
          <Segments
            label="For how long"
            value={days}
            options={[
              ...lifetimes.map((each) => ({ value: String(each.days), word: each.word })),
              { value: 'never', word: 'Until revoked' },
            ]}
            onChange={setDays}
          />
          <p className="quiet" role="status">
            {expiresAt === null ? 'It has no end: somebody has to revoke it.' : `It ends on ${formatFully(expiresAt)}.`}
          </p>
        </div>
      </Form>
    </Dialog>
  );
}
