/** How the console looks and listens, in this browser. */
import type { ReactNode } from 'react';
import { useServices, useStore } from '../../../lib/services.tsx';
import type { ThemeChoice } from '../../../lib/theme.ts';
import { LetterKeys } from '../../../ui/letter-keys.tsx';
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
  const { themes } = useServices();
  const theme = useStore(themes.choice);
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
        <LetterKeys />
      </div>
    </Panel>
  );
}
