/** Ending an exception: what comes back, and a reason. */
import type { ImageException } from '@plimsoll/api';
import { type ReactNode, useState } from 'react';
import { formatAmount } from '../../../lib/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/field.tsx';
import { Form, textOf } from '../../../ui/form.tsx';
import { useRevokeException } from '../queries.ts';

interface RevokeDialogProps {
  readonly exception: ImageException;
  readonly onClose: () => void;
}

export function RevokeDialog({ exception, onClose }: RevokeDialogProps): ReactNode {
  const revoking = useRevokeException();
  const [missing, setMissing] = useState(false);
  const { scope, findings, images } = exception;
  return (
    <Dialog title={`Revoke the exception of ${scope.ids.join(', ')}`} onClose={onClose}>
      <Form
        submit="Revoke it"
        onCancel={onClose}
        pending={revoking.isPending}
        error={revoking.error}
        onSubmit={(values) => {
          const reason = textOf(values, 'reason');
          setMissing(reason === undefined);
          if (reason !== undefined) revoking.mutate({ id: exception.id, reason }, { onSuccess: onClose });
        }}
      >
        <p>
          {findings === 0
            ? 'It covers nothing now, so nothing comes back.'
            : `${formatAmount(findings, 'finding')} in ${formatAmount(images, 'image')} count again, and may break policies.`}
        </p>
        <TextArea
          label="Reason"
          name="reason"
          maxLength={2000}
          required
          error={missing ? 'Write a reason: it is kept with the exception.' : undefined}
        />
      </Form>
    </Dialog>
  );
}
