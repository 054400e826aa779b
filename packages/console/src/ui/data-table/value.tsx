/** A value in a cell: pressing it filters the list to it, or leaves it out. */
import { type ReactElement, type ReactNode, useState } from 'react';
import { useCopy } from '../../lib/use-copy.ts';
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

export function Value(props: ValueProps): ReactNode {
  const [opened, setOpened] = useState(false);
  const button = (
    <button
      type="button"
      className={classes.value}
      aria-haspopup="menu"
      onClick={opened ? undefined : () => setOpened(true)}
    >
      {props.children}
      <span className="visually-hidden">: filter by {props.name}</span>
    </button>
  );
  // A menu for each cell would cost more than the table.
  return opened ? <ValueMenu {...props} button={button} onChange={setOpened} /> : button;
}

interface ValueMenuProps extends ValueProps {
  readonly button: ReactElement;
  readonly onChange: (opened: boolean) => void;
}

function ValueMenu({ name, onOnly, onWithout, copy, button, onChange }: ValueMenuProps): ReactNode {
  const copyText = useCopy();
  const without = { label: `Without ${name}`, icon: <Icon name="minus" /> };
  return (
    <ChoiceMenu
      label={name}
      opened
      onChange={onChange}
      choices={[
        { label: `Only ${name}`, icon: <Icon name="plus" />, onChoose: onOnly },
        ...(onWithout === undefined ? [] : [{ ...without, onChoose: onWithout }]),
        { label: 'Copy', icon: <Icon name="copy" />, onChoose: () => copyText(copy) },
      ]}
    >
      {button}
    </ChoiceMenu>
  );
}
