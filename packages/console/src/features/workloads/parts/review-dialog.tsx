/** What somebody says of one learned thing. It takes a reason, and lands in the ledger. */
import { ApiError, type BaselineChange, type LearnedThing } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/field.tsx';
import { useReviewLearned } from '../queries.ts';
import classes from './dialogs.module.css';
import { thingName } from './learned-words.ts';

const meanings: Record<BaselineChange['trust'], { title: string; says: string; reason: string }> = {
  trusted: {
    title: 'It belongs',
    says: 'It becomes trusted in every replica, as if a second clean run had shown it.',
    reason: 'How do you know?',
  },
  rejected: {
    title: 'It does not belong',
    says: 'It is forgotten, and not learned again whoever shows it. In monitor and protect it is reported each time.',
    reason: 'What is wrong with it?',
  },
  unknown: {
    title: 'Learn it again',
    says: 'The rejection ends: it is learned when it is seen again.',
    reason: 'Why?',
  },
};

export interface Review {
  readonly thing: LearnedThing;
  readonly trust: BaselineChange['trust'];
}

interface ReviewDialogProps extends Review {
  readonly workload: string;
  readonly onClose: () => void;
}

export function ReviewDialog({ workload, thing, trust, onClose }: ReviewDialogProps): ReactNode {
  const { title, says, reason: asks } = meanings[trust];
  const changing = useReviewLearned(workload);
  const [missing, setMissing] = useState(false);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const reason = String(new FormData(event.currentTarget).get('reason')).trim();
          setMissing(reason === '');
          if (reason !== '' && !changing.isPending) changing.mutate({ thing, trust, reason }, { onSuccess: onClose });
        }}
      >
        <p>
          <code>{thingName(thing)}</code>
        </p>
        <p>{says}</p>
        <TextArea
          label={asks}
          name="reason"
          required
          maxLength={2000}
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
            {title}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
