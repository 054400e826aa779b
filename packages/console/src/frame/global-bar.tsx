/** What holds for every page: scope, time range, palette, whether we see, theme. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useServices, useStore } from '../lib/services.tsx';
import type { ThemeChoice } from '../lib/theme.ts';
import { splitWorkload } from '../lib/words.ts';
import { IconButton } from '../ui/button.tsx';
import { ChoiceMenu } from '../ui/choice-menu.tsx';
import { Icon } from '../ui/icon.tsx';
import { ConnectionState } from './connection-state.tsx';
import { useAsk } from './frame-actions.tsx';
import classes from './global-bar.module.css';
import { TimePicker } from './time-picker.tsx';

export function GlobalBar(): ReactNode {
  const ask = useAsk();
  return (
    <header className={classes.bar}>
      <Scope />
      <TimePicker />
      <button type="button" className={classes.palette} onClick={() => ask('palette')}>
        <Icon name="search" />
        <span>Go to …</span>
        <kbd>Ctrl K</kbd>
      </button>
      <ConnectionState />
      <ThemeMenu />
    </header>
  );
}

function Scope(): ReactNode {
  const ask = useAsk();
  const navigate = useNavigate();
  const { scope } = useSearch({ from: '/frame' });
  return (
    <div className={classes.scope} data-set={scope !== undefined || undefined}>
      <button
        type="button"
        className={classes.choose}
        onClick={() => ask('scope')}
        title={scope ?? 'Narrow every page to one workload'}
      >
        <Icon name="scope" />
        <span className="visually-hidden">Scope: </span>
        <span className={classes.name}>{scope === undefined ? 'All workloads' : splitWorkload(scope).name}</span>
        <Icon name="down" size={12} />
      </button>
      {scope !== undefined && (
        <IconButton
          icon="close"
          label="Back to all workloads"
          onClick={() => void navigate({ to: '.', search: (search) => ({ ...search, scope: undefined }) })}
        />
      )}
    </div>
  );
}

const themeWords: Record<ThemeChoice, string> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

function ThemeMenu(): ReactNode {
  const { themes } = useServices();
  const chosen = useStore(themes.choice);
  return (
    <ChoiceMenu
      label="Theme"
      choices={Object.entries(themeWords).map(([choice, label]) => ({
        label,
        chosen: choice === chosen,
        onChoose: () => themes.choice.set(choice as ThemeChoice),
      }))}
    >
      <IconButton icon="theme" label={`Theme: ${themeWords[chosen]}`} />
    </ChoiceMenu>
  );
}
