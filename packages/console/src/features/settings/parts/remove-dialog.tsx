/** Before something is removed: what goes with it, and what stays. */
import type { ReactNode } from 'react';
import { Dialog } from '../../../ui/dialog.tsx';
import { Form } from '../../../ui/form.tsx';

interface RemoveDialogProps {
  readonly title: string;
  readonly plan: readonly string[];
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

export function RemoveDialog({ title, plan, pending, error, onRemove, onClose }: RemoveDialogProps): ReactNode {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form submit="Remove it" onSubmit={onRemove} onCancel={onClose} pending={pending} error={error}>
        <ul>
          {plan.map((line) => (
            <li key={line}>– {line}</li>
          ))}
        </ul>
      </Form>
    </Dialog>
  );
}
