/** Fields of a form, each with its visible label and, where needed, a hint or an error below it. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import classes from './field.module.css';

interface Around {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

export function TextField({
  label,
  hint,
  error,
  ...rest
}: Around & Omit<ComponentProps<'input'>, 'className'>): ReactNode {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      <input id={id} className={classes.input} {...describe(id, { hint, error })} {...rest} />
      <Below id={id} hint={hint} error={error} />
    </div>
  );
}

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Around & Omit<ComponentProps<'textarea'>, 'className'>): ReactNode {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className={classes.input} rows={3} {...describe(id, { hint, error })} {...rest} />
      <Below id={id} hint={hint} error={error} />
    </div>
  );
}

export interface TickProps {
  readonly label: ReactNode;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Tick({ label, hint, checked, onChange }: TickProps): ReactNode {
  return (
    <label className={classes.tick}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </span>
    </label>
  );
}

export interface ChoiceProps<T extends string | undefined> {
  readonly label: string;
  readonly name: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly word: string; readonly hint: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few, each with what it means. */
export function Choice<T extends string | undefined>({
  label,
  name,
  value,
  options,
  onChange,
}: ChoiceProps<T>): ReactNode {
  return (
    <fieldset className={classes.choice}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.word} className={classes.tick}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>
            {option.word}
            <small>{option.hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function describe(id: string, { hint, error }: Omit<Around, 'label'>) {
  return {
    ...(error !== undefined && { 'aria-invalid': true }),
    ...((hint ?? error) !== undefined && { 'aria-describedby': `${id}-below` }),
  };
}

function Below({ id, hint, error }: Omit<Around, 'label'> & { readonly id: string }): ReactNode {
  if (error === undefined && hint === undefined) return null;
  return (
    <p id={`${id}-below`} className={error === undefined ? classes.hint : classes.error} role={error && 'alert'}>
      {error ?? hint}
    </p>
  );
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...rest
}: Around & Omit<ComponentProps<'select'>, 'className'>): ReactNode {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} className={classes.input} {...describe(id, { hint, error })} {...rest}>
        {children}
      </select>
      <Below id={id} hint={hint} error={error} />
    </div>
  );
}
