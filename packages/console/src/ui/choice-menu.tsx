/** A button that opens a list of actions. Arrow keys, Escape and focus are Mantine's. */
import { Menu } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './choice-menu.module.css';
import { Icon } from './icon.tsx';

export interface Choice {
  readonly label: ReactNode;
  readonly onChoose: () => void;
  readonly icon?: ReactNode;
  /** One quiet line below. */
  readonly hint?: string;
  /** Marks the one that is in force. */
  readonly chosen?: boolean;
  /** Tells entries of equal text apart. */
  readonly id?: string;
}

export interface ChoiceMenuProps {
  /** The button. */
  readonly children: ReactElement;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly opened?: boolean;
  readonly onChange?: (opened: boolean) => void;
}

export function ChoiceMenu({ children, label, choices, opened, onChange }: ChoiceMenuProps): ReactNode {
  return (
    <Menu
      {...(opened === undefined ? {} : { opened })}
      {...(onChange === undefined ? {} : { onChange })}
      withInitialFocusPlaceholder={false}
      position="bottom-start"
      offset={4}
      transitionProps={{ duration: 0 }}
      classNames={{
        dropdown: classes.dropdown,
        item: classes.item,
        itemLabel: classes.itemLabel,
      }}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown aria-label={label}>
        {choices.map((choice) => (
          <Entry key={choice.id ?? String(choice.label)} choice={choice} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ choice: { label, onChoose, icon, hint, chosen } }: { readonly choice: Choice }): ReactNode {
  const words = (
    <>
      {label}
      {hint !== undefined && <span className={classes.hint}>{hint}</span>}
    </>
  );
  if (chosen === undefined) {
    return (
      <Menu.Item onClick={onChoose} leftSection={icon}>
        {words}
      </Menu.Item>
    );
  }
  return (
    <Menu.RadioItem value="" checked={chosen} onChange={onChoose} closeMenuOnClick checkIcon={<Icon name="check" />}>
      {words}
    </Menu.RadioItem>
  );
}
