/** The time range of every list, in the URL; with the window before and after. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useNow } from '../lib/services.tsx';
import {
  type RelativeRange,
  rangeName,
  relativeRanges,
  resolveRange,
  shiftRange,
  type TimeRange,
} from '../lib/time-range.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ChoiceMenu } from '../ui/choice-menu.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import classes from './global-bar.module.css';
import own from './time-picker.module.css';

export function TimePicker(): ReactNode {
  const navigate = useNavigate();
  const now = useNow();
  const { range, from, to } = useSearch({ from: '/frame' });
  const [exact, setExact] = useState(false);
  const chosen: TimeRange = { range, from, to };
  const isSet = range !== undefined || from !== undefined || to !== undefined;
  const choose = (next: TimeRange) =>
    void navigate({ to: '.', search: (search) => ({ ...search, range: next.range, from: next.from, to: next.to }) });
  const shift = (direction: -1 | 1) => {
    const next = shiftRange(chosen, direction, now);
    if (next !== undefined) choose(next);
  };
  return (
    <div className={classes.time} data-set={isSet || undefined}>
      {isSet && <IconButton icon="left" label="The window before" onClick={() => shift(-1)} />}
      <ChoiceMenu
        label="Time range"
        choices={[
          { label: 'Any time', chosen: !isSet, onChoose: () => choose({}) },
          ...relativeRanges.map((relative: RelativeRange) => ({
            label: rangeName({ range: relative }),
            chosen: range === relative,
            onChoose: () => choose({ range: relative }),
          })),
          { label: 'From … to …', chosen: from !== undefined || to !== undefined, onChoose: () => setExact(true) },
        ]}
      >
        <button type="button" className={classes.choose}>
          <Icon name="clock" />
          <span className="visually-hidden">Time range: </span>
          <span className={classes.name}>{rangeName(chosen)}</span>
          <Icon name="down" size={12} />
        </button>
      </ChoiceMenu>
      {isSet && <IconButton icon="right" label="The window after" onClick={() => shift(1)} />}
      {exact && (
        <ExactRange
          initial={resolveRange(chosen, now)}
          onClose={() => setExact(false)}
          onChoose={(next) => {
            setExact(false);
            choose(next);
          }}
        />
      )}
    </div>
  );
}

interface ExactRangeProps {
  readonly initial: { readonly since?: number; readonly until?: number };
  readonly onClose: () => void;
  readonly onChoose: (range: TimeRange) => void;
}

function ExactRange({ initial, onClose, onChoose }: ExactRangeProps): ReactNode {
  const [error, setError] = useState<string>();
  return (
    <Dialog title="From … to …" onClose={onClose}>
      <form
        className={own.form}
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const [from, to] = [form.get('from'), form.get('to')].map((text) => Date.parse(String(text)));
          const range = {
            ...(from !== undefined && !Number.isNaN(from) && { from }),
            ...(to !== undefined && !Number.isNaN(to) && { to }),
          };
          if (range.from !== undefined && range.to !== undefined && range.from >= range.to)
            setError('“To” must be later than “from”.');
          else onChoose(range);
        }}
      >
        <TextField
          label="From"
          name="from"
          type="datetime-local"
          step={1}
          defaultValue={localTime(initial.since)}
          error={error}
        />
        <TextField
          label="To"
          name="to"
          type="datetime-local"
          step={1}
          defaultValue={localTime(initial.until)}
          hint="Empty means now."
        />
        <div>
          <Button type="submit" look="main">
            Show this range
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** `2026-11-23T03:32:10` in the reader's zone, as the browser's field wants it. */
function localTime(at: number | undefined): string {
  if (at === undefined) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
