/** A form that takes a reason, because what it does is kept in a ledger; without one it is not sent. */
import { type ReactNode, useState } from 'react';
import { TextArea } from './field.tsx';
import { Form, type FormProps, textOf } from './form.tsx';

interface ReasonFormProps extends Omit<FormProps, 'onSubmit' | 'children'> {
  readonly onSubmit: (reason: string, values: FormData) => void;
  /** The question the reason answers. */
  readonly asks: string;
  readonly hint?: string;
  /** Where the reason is kept: said when it is missing. */
  readonly kept?: string;
  readonly children?: ReactNode;
  /** Below the reason. */
  readonly rest?: ReactNode;
}

export function ReasonForm({
  onSubmit,
  asks,
  hint,
  kept = 'it is kept in the ledger.',
  children,
  rest,
  ...form
}: ReasonFormProps): ReactNode {
  const [missing, setMissing] = useState(false);
  return (
    <Form
      {...form}
      onSubmit={(values) => {
        const reason = textOf(values, 'reason');
        setMissing(reason === undefined);
        if (reason !== undefined) onSubmit(reason, values);
      }}
    >
      {children}
      <TextArea
        label={asks}
        name="reason"
        required
        maxLength={2000}
        hint={hint}
        error={missing ? `Write a reason: ${kept}` : undefined}
      />
      {rest}
    </Form>
  );
}
