/** What somebody says of one learned thing. It takes a reason, and lands in the ledger. */
import type { BaselineChange, LearnedThing } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { Dialog } from '../../../ui/dialog.tsx';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import { useReviewLearned } from '../queries.ts';
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
  return (
    <Dialog title={title} onClose={onClose}>
      <ReasonForm
        asks={asks}
        submit={title}
        onSubmit={(reason) => changing.mutate({ thing, trust, reason }, { onSuccess: onClose })}
        onCancel={onClose}
        pending={changing.isPending}
        error={changing.error}
      >
        <p>
          <code>{thingName(thing)}</code>
        </p>
        <p>{says}</p>
      </ReasonForm>
    </Dialog>
  );
}
