/** Every key there is, and a way to turn single letters off. */
import type { ReactNode } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { LetterKeys } from '../ui/letter-keys.tsx';
import classes from './key-help.module.css';
import { rooms } from './rail.tsx';

const lists: readonly (readonly [string, string])[] = [
  ['j k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row'],
  ['e', 'Findings: this is expected'],
  ['r', 'Findings: resolve'],
];
const everywhere: readonly (readonly [string, string])[] = [
  ['Ctrl K', 'Go to a page, workload, image or finding'],
  ['/', 'Search this list'],
  ...rooms.map(({ key, word }) => [`g ${key}`, word] as const),
  ['?', 'These keys'],
];

export function KeyHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className={classes.columns}>
        <Keys title="Everywhere" keys={everywhere} />
        <Keys title="In a list" keys={lists} />
      </div>
      <LetterKeys />
    </Dialog>
  );
}

function Keys({
  title,
  keys,
}: {
  readonly title: string;
  readonly keys: readonly (readonly [string, string])[];
}): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      <dl className={classes.keys}>
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
