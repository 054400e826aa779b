/** What every dialog with a form has: its fields in a column, what went wrong, the buttons. */
import { ApiError } from '@plimsoll/api';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import classes from './form.module.css';

export interface FormProps {
  readonly children: ReactNode;
  /** The word on the button that does it. */
  readonly submit: string;
  readonly onSubmit: (values: FormData) => void;
  readonly onCancel: () => void;
  readonly pending: boolean;
  readonly error: Error | null;
  /** Why it cannot be sent yet. */
  readonly disabledBecause?: string | undefined;
}

export function Form({ children, submit, onSubmit, onCancel, pending, error, disabledBecause }: FormProps): ReactNode {
  const why = disabledBecause ?? (pending ? 'Being sent' : undefined);
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  // Whoever sent it is taken to the first field that is wrong, once the fields know that they are.
  useLayoutEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [tries]);
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (why !== undefined) return;
        onSubmit(new FormData(event.currentTarget));
        setTries(tries + 1);
      }}
    >
      {children}
      {error !== null && <Failure error={error} />}
      <div className={classes.buttons}>
        <Button type="submit" look="main" disabledBecause={why}>
          {submit}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

/** A refusal in the server's words. */
export function Failure({ error }: { readonly error: Error }): ReactNode {
  return (
    <p role="alert" className={classes.failure}>
      {error instanceof ApiError
        ? `${error.message.replace(/[.\s]+$/, '')}. ${error.hint}`
        : 'It could not be done. Reload the page and try again.'}
    </p>
  );
}

/** One value of a form, without the spaces around it; undefined when nothing was written. */
export function textOf(values: FormData, name: string): string | undefined {
  const value = values.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** One entry a line, or separated by commas. */
export function linesOf(values: FormData, name: string): string[] {
  return (textOf(values, name) ?? '')
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
