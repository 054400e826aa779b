/** Buttons. A disabled one stays reachable and says why: `disabledBecause` is its description. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import classes from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

type Base = Omit<ComponentProps<'button'>, 'disabled' | 'className'>;

export interface ButtonProps extends Base {
  readonly look?: 'plain' | 'main' | 'bare';
  readonly icon?: IconName;
  /** Why it cannot be pressed now. */
  readonly disabledBecause?: string | undefined;
}

export function Button({ look = 'plain', icon, disabledBecause, children, onClick, ...rest }: ButtonProps): ReactNode {
  const why = useId();
  const disabled = disabledBecause !== undefined;
  return (
    <>
      <button
        type="button"
        {...rest}
        className={classes.button}
        data-look={look}
        {...(disabled && { 'aria-disabled': true, 'aria-describedby': why, title: disabledBecause })}
        onClick={disabled ? (event) => event.preventDefault() : onClick}
      >
        {icon !== undefined && <Icon name={icon} />}
        {children}
      </button>
      {disabled && (
        <span id={why} className="visually-hidden">
          {disabledBecause}
        </span>
      )}
    </>
  );
}

export interface IconButtonProps extends Base {
  readonly icon: IconName;
  /** What it does; its name for those who do not see the icon, and its tooltip. */
  readonly label: string;
}

export function IconButton({ icon, label, ...rest }: IconButtonProps): ReactNode {
  return (
    <button type="button" title={label} {...rest} aria-label={label} className={classes.icon}>
      <Icon name={icon} />
    </button>
  );
}

/** The look of a button for links. */
export const buttonClass = (look: 'plain' | 'main' | 'bare' = 'plain') => ({
  className: classes.button,
  'data-look': look,
});
