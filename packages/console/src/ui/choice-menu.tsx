/** A button that opens a list of actions. Arrow keys, Escape and focus are Mantine's. */
import { Menu } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './choice-menu.module.css';

export interface Choice {
  readonly label: ReactNode;
  readonly onChoose: () => void;
  readonly icon?: ReactNode;
  /** One quiet line below. */
  readonly hint?: string;
  /** Marks the one that is in force. */
  readonly chosen?: boolean;
  /** Starts a new group, with this title. */
  readonly group?: string;
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
      position="bottom-start"
      offset={4}
      transitionProps={{ duration: 0 }}
      classNames={{
        dropdown: classes.dropdown,
        item: classes.item,
        label: classes.group,
        itemLabel: classes.itemLabel,
      }}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown aria-label={label}>
        {choices.map(({ label: name, onChoose, icon, hint, chosen, group, id }) => [
          group !== undefined && <Menu.Label key={`group ${group}`}>{group}</Menu.Label>,
          <Menu.Item
            key={id ?? String(name)}
            onClick={onChoose}
            leftSection={icon}
            data-chosen={chosen || undefined}
            {...(chosen !== undefined && { role: 'menuitemradio', 'aria-checked': chosen })}
          >
            {name}
            {hint !== undefined && <span className={classes.hint}>{hint}</span>}
          </Menu.Item>,
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}
