/** Saying what a finding was. It takes a reason, shows what else it touches, and lands in the ledger. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { useServices } from '../../../lib/services.tsx';
import type { Finding, FindingState, Verdict } from '../../../lib/words.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Choice, Tick } from '../../../ui/field.tsx';
import { Facts } from '../../../ui/panel.tsx';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import { findingQuery, useChangeFindings } from '../queries.ts';
import classes from './change-dialog.module.css';

export type FindingAction = FindingState;

interface Meaning {
  readonly title: string;
  readonly button: string;
  readonly says: string;
  readonly reason: string;
}

const meanings: Record<FindingAction, Meaning> = {
  expected: {
    title: 'This is expected',
    button: 'Mark as expected',
    says: 'It belongs to the workload’s clean behaviour. It leaves the open list.',
    reason: 'Why is it expected?',
  },
  acknowledged: {
    title: 'Acknowledge',
    button: 'Acknowledge',
    says: 'Somebody looks into it. It stays on record and leaves the open list.',
    reason: 'Who looks into it, and what is next?',
  },
  resolved: {
    title: 'Resolve',
    button: 'Resolve',
    says: 'The cause is gone. When the same happens again, a new finding opens. Nothing is learned.',
    reason: 'What was done?',
  },
  open: {
    title: 'Open again',
    button: 'Open again',
    says: 'It goes back to the open list. What was learned from it stays learned.',
    reason: 'Why?',
  },
};

const verdictOptions: readonly { readonly value: Verdict | undefined; readonly word: string; readonly hint: string }[] =
  [
    { value: 'confirmed', word: 'Confirmed', hint: 'It was real, and should not have happened.' },
    {
      value: 'harmless',
      word: 'Harmless',
      hint: 'It did no harm, such as a drill, and should be told of next time too.',
    },
    { value: undefined, word: 'Not said', hint: 'Nobody knows, or it does not matter.' },
  ];

const breachExpected =
  'This workload may run this image although it breaks the rule. It leaves the open list. To accept what breaks it for a time, and in every workload, open it in its image.';

export interface ChangeDialogProps {
  readonly action: FindingAction;
  readonly findings: readonly Finding[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ChangeDialog({ action, findings, onClose, onDone }: ChangeDialogProps): ReactNode {
  const meaning = meanings[action];
  const changing = useChangeFindings();
  const [learn, setLearn] = useState(true);
  const [first] = findings;
  // What an image holds is no behaviour: there is nothing to learn from it.
  const learnable = findings.some(({ kind }) => kind === 'detection');
  const [verdict, setVerdict] = useState(first?.verdict);
  return (
    <Dialog
      title={findings.length > 1 ? `${meaning.title}: ${formatAmount(findings.length, 'finding')}` : meaning.title}
      onClose={onClose}
    >
      <ReasonForm
        asks={meaning.reason}
        kept="it is kept with the change, for whoever asks later."
        submit={meaning.button}
        onSubmit={(reason) => {
          const change = {
            state: action,
            reason,
            ...(action === 'resolved' && verdict !== undefined && { verdict }),
            learn: action === 'expected' && learnable && learn,
          };
          changing.mutate({ findings, change }, { onSuccess: onDone });
        }}
        onCancel={onClose}
        pending={changing.isPending}
        error={changing.error}
        rest={
          action === 'expected' &&
          learnable && (
            <Tick
              label="Learn it, so that it does not come back"
              hint="What these events show becomes trusted in the baseline of this workload, in all of its replicas. Nothing else is learned."
              checked={learn}
              onChange={setLearn}
            />
          )
        }
      >
        <p>{action === 'expected' && !learnable ? breachExpected : meaning.says}</p>
        {action === 'expected' && findings.length === 1 && first !== undefined && <Scope finding={first} />}
        {action === 'resolved' && (
          <Choice
            label="What did it turn out to be?"
            name="verdict"
            value={verdict}
            options={verdictOptions}
            onChange={setVerdict}
          />
        )}
      </ReasonForm>
    </Dialog>
  );
}

function Scope({ finding }: { readonly finding: Finding }): ReactNode {
  const { api } = useServices();
  const also = useQuery(findingQuery(api, finding.id)).data?.alsoMatches;
  return (
    <div className={classes.scope}>
      <Facts
        facts={[
          ['Workload', <code key="w">{finding.workload}</code>],
          ['What', finding.kind === 'detection' ? finding.explanation.observed : finding.sentence],
          [
            'Also matches',
            also === undefined
              ? 'being counted …'
              : also === 0
                ? 'no other open finding'
                : `${formatAmount(also, 'other open finding')} of the same cause`,
          ],
        ]}
      />
    </div>
  );
}
