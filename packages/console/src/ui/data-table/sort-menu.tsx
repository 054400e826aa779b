/** The order of a list as a menu: for orders no column stands for, and for screens that leave columns out. */
import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { ChoiceMenu } from '../choice-menu.tsx';
import { Icon } from '../icon.tsx';

export interface SortMenuProps<T extends string> {
  readonly value: T;
  readonly orders: readonly { readonly value: T; readonly word: string }[];
  readonly onChange: (value: T) => void;
}

export function SortMenu<T extends string>({ value, orders, onChange }: SortMenuProps<T>): ReactNode {
  return (
    <ChoiceMenu
      label="Order"
      choices={orders.map((order) => ({
        id: order.value,
        label: order.word,
        chosen: order.value === value,
        onChoose: () => onChange(order.value),
      }))}
    >
      <Button>
        By {orders.find((order) => order.value === value)?.word ?? value}
        <Icon name="down" size={12} />
      </Button>
    </ChoiceMenu>
  );
}
