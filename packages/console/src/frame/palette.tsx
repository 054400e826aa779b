/**
 * Ctrl K: go to a page, a workload or a finding, or do something, by typing a few letters.
 *
 * in     letters
 * out    a navigation or an action
 * holds  a combobox as ARIA describes it: the focus stays in the field, arrows move, Enter chooses, Escape closes
 */
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import classes from './palette.module.css';
import { usePaletteEntries } from './palette-entries.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly group: string;
  readonly icon: IconName;
  readonly words: string;
  readonly hint?: string;
  readonly onChoose: () => void;
}

export interface PaletteProps {
  /** Only workloads, to narrow every page to. */
  readonly scopeOnly: boolean;
  readonly onClose: () => void;
}

export function Palette({ scopeOnly, onClose }: PaletteProps): ReactNode {
  const list = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const entries = usePaletteEntries(text.trim(), scopeOnly);
  const current = entries[Math.min(at, entries.length - 1)];
  const choose = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    onClose();
    entry.onChoose();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined)
      setAt((Math.min(at, entries.length - 1) + step + entries.length) % Math.max(1, entries.length));
    else if (event.key === 'Enter') choose(current);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={scopeOnly ? 'Narrow every page to one workload' : 'Go to'} onClose={onClose} width="wide">
      <input
        className={classes.input}
        data-first
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={current === undefined ? undefined : `${list}-${current.id}`}
        aria-label={scopeOnly ? 'Name of a workload' : 'Page, workload, finding or action'}
        placeholder={scopeOnly ? 'Name of a workload' : 'Page, workload, finding or action'}
        value={text}
        maxLength={200}
        onKeyDown={press}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      <div id={list} role="listbox" aria-label="Matches" className={classes.list}>
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys for the whole list
          <div
            key={entry.id}
            id={`${list}-${entry.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={entry === current}
            className={classes.entry}
            ref={entry === current ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onClick={() => choose(entry)}
          >
            <Icon name={entry.icon} />
            <span className={classes.words}>{entry.words}</span>
            {entry.hint !== undefined && <span className={classes.hint}>{entry.hint}</span>}
            {entry.group !== entries[index - 1]?.group && <span className={classes.group}>{entry.group}</span>}
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className="quiet">Nothing matches “{text}”.</p>}
    </Dialog>
  );
}
