/** Ending an exception: what comes back, and a reason. */
import type { ImageException } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import { useRevokeException } from '../queries.ts';

interface RevokeDialogProps {
  readonly exception: ImageException;
  readonly onClose: () => void;
}

export function RevokeDialog({ exception, onClose }: RevokeDialogProps): ReactNode {
  const revoking = useRevokeException();
  const { scope, findings, images } = exception;
  return (
    <Dialog title={`Revoke the exception of ${scope.ids.join(', ')}`} onClose={onClose}>
      <ReasonForm
        asks="Reason"
        kept="it is kept with the exception."
        submit="Revoke it"
        onSubmit={(reason) => revoking.mutate({ id: exception.id, reason }, { onSuccess: onClose })}
        onCancel={onClose}
        pending={revoking.isPending}
        error={revoking.error}
      >
        <p>
          {findings === 0
            ? 'It covers nothing now, so nothing comes back.'
            : `${formatAmount(findings, 'finding')} in ${formatAmount(images, 'image')} count again, and may break policies.`}
        </p>
      </ReasonForm>
    </Dialog>
  );
}
