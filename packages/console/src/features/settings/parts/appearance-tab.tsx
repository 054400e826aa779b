/** How the console looks and listens, in this browser. */
import type { ReactNode } from 'react';
import { useServices, useStore } from '../../../lib/services.tsx';
import type { ThemeChoice } from '../../../lib/theme.ts';
import { Tick } from '../../../ui/field.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Segments } from '../../../ui/segments.tsx';
import classes from '../page.module.css';

const words: Record<ThemeChoice, string> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

export function AppearanceTab(): ReactNode {
  const { themes, letterKeys } = useServices();
  const theme = useStore(themes.choice);
  const letters = useStore(letterKeys);
  return (
    <Panel title="Appearance" lead="Kept in this browser.">
      <div className={classes.part}>
        <div>
          <Segments
            label="Theme"
            value={theme}
            options={Object.entries(words).map(([value, word]) => ({ value: value as ThemeChoice, word }))}
            onChange={themes.choice.set}
          />
        </div>
        <Tick
          label="Single-letter keys"
          hint="Turn them off when software speaks or listens for you. Ctrl K and Enter stay."
          checked={letters}
          onChange={letterKeys.set}
        />
      </div>
    </Panel>
  );
}
