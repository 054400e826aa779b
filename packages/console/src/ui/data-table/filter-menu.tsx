/** One filter as a small menu, for lists whose server counts few things. */
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format.ts';
import { Button } from '../button.tsx';
import { ChoiceMenu } from '../choice-menu.tsx';
import { Icon } from '../icon.tsx';

export interface FilterMenuProps {
  readonly label: string;
  readonly chosen: string | undefined;
  readonly values: readonly { readonly value: string; readonly word: string; readonly count?: number | undefined }[];
  readonly onChange: (value: string | undefined) => void;
}

export function FilterMenu({ label, chosen, values, onChange }: FilterMenuProps): ReactNode {
  const word = values.find(({ value }) => value === chosen)?.word;
  return (
    <ChoiceMenu
      label={label}
      choices={[
        { label: 'Any', chosen: chosen === undefined, onChoose: () => onChange(undefined) },
        ...values.map(({ value, word: name, count }) => ({
          id: value,
          label: count === undefined ? name : `${name} (${formatCount(count)})`,
          chosen: value === chosen,
          onChoose: () => onChange(value),
        })),
      ]}
    >
      <Button>
        {word === undefined ? label : `${label}: ${word}`}
        <Icon name="down" size={12} />
      </Button>
    </ChoiceMenu>
  );
}
