/** A value in a cell: pressing it filters the list to it, or leaves it out. */
import { type ReactNode, useState } from 'react';
import { ChoiceMenu } from '../choice-menu.tsx';
import { Icon } from '../icon.tsx';
import classes from './value.module.css';

export interface ValueProps {
  /** What it is, for the menu: `severity high`. */
  readonly name: string;
  readonly children: ReactNode;
  readonly onOnly: () => void;
  readonly onWithout?: (() => void) | undefined;
  /** What is copied. */
  readonly copy: string;
}

export function Value({ name, children, onOnly, onWithout, copy }: ValueProps): ReactNode {
  const [opened, setOpened] = useState(false);
  const button = (
    <button
      type="button"
      className={classes.value}
      aria-haspopup="menu"
      onClick={opened ? undefined : () => setOpened(true)}
    >
      {children}
      <span className="visually-hidden">: filter by {name}</span>
    </button>
  );
  if (!opened) return button; // A menu for each cell would cost more than the table.
  return (
    <ChoiceMenu
      label={name}
      opened
      onChange={setOpened}
      choices={[
        { label: `Only ${name}`, icon: <Icon name="plus" />, onChoose: onOnly },
        ...(onWithout === undefined
          ? []
          : [{ label: `Without ${name}`, icon: <Icon name="minus" />, onChoose: onWithout }]),
        { label: 'Copy', icon: <Icon name="copy" />, onChoose: () => void navigator.clipboard.writeText(copy) },
      ]}
    >
      {button}
    </ChoiceMenu>
  );
}
