/** Accepting a finding for a time: the scope is filled in, widened by taking parts away; it takes a reason and an end. */
import { type ReactNode, useState } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { useNow, useServices } from '../../../lib/services.tsx';
import { formatFully } from '../../../lib/time.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Choice, TextField, Tick } from '../../../ui/field.tsx';
import { textOf } from '../../../ui/form.tsx';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { useAddException } from '../queries.ts';
import classes from './exception-dialog.module.css';
import { daysOf, endOf, type Lifetime, lifetimes } from './exception-end.ts';
import { idOf, partsOf, scopeOf, type Told } from './exception-scope.ts';

export interface ExceptionDialogProps {
  readonly image: string;
  readonly told: Told;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

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
  const [lifetime, setLifetime] = useState<Lifetime>('30');
  const [date, setDate] = useState('');
  const [status, setStatus] = useState<'accepted' | 'not_affected'>('accepted');
  const [asked, setAsked] = useState(false);
  const end = endOf(lifetime, date, now);
  const days = daysOf(now);
  const shown = parts.filter(({ id }) => id !== 'version' || parts.some((part) => part.id === 'package' && part.on));
  const widest = parts.every(({ on }) => !on);
  return (
    <Dialog title={`Accept ${idOf(told.finding)} for a time`} onClose={onClose}>
      <ReasonForm
        asks="Reason"
        kept="it is kept with the exception, for whoever asks later."
        submit="Accept it"
        onCancel={onClose}
        pending={adding.isPending}
        error={adding.error}
        rest={
          <>
            <TextField label="Who answers for it" name="owner" maxLength={200} placeholder="you" />
            <div className={classes.until}>
              <span>For how long</span>
              <Segments
                label="For how long"
                value={lifetime}
                options={[
                  ...lifetimes.map(({ days: count, word }) => ({ value: `${count}` as const, word })),
                  { value: 'date', word: 'Until a day' },
                  { value: 'never', word: 'Until revoked' },
                ]}
                onChange={setLifetime}
              />
              {lifetime === 'date' && (
                <TextField
                  label="Last day"
                  type="date"
                  required
                  min={days.first}
                  max={days.last}
                  value={date}
                  onChange={(event) => setDate(event.target.value)}
                  error={'problem' in end && (asked || date !== '') ? end.problem : undefined}
                />
              )}
              {'expiresAt' in end && (
                <p className="quiet" role="status">
                  {end.expiresAt === null
                    ? 'It has no end: somebody has to revoke it.'
                    : `It ends on ${formatFully(end.expiresAt)}.`}
                </p>
              )}
            </div>
          </>
        }
        onSubmit={(reason, values) => {
          setAsked(true);
          if ('problem' in end) return;
          const owner = textOf(values, 'owner');
          const body = {
            ...{ scope: scopeOf(told, shown), reason, status, expiresAt: end.expiresAt },
            ...(owner !== undefined && { owner }),
          };
          adding.mutate(body as Parameters<typeof adding.mutate>[0], {
            onSuccess: ({ findings, images }) => {
              notice.set(
                `Accepted. It covers ${formatAmount(findings, 'finding')} in ${formatAmount(images, 'image')}.`,
              );
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
      </ReasonForm>
    </Dialog>
  );
}
