/**
 * Light, dark or high contrast; `system` follows the operating system. public/theme.js applies it before the first paint.
 *
 * in     the page, its storage, its media queries
 * out    a store of what was chosen and a store of what is shown
 * holds  the page's data-theme attribute always equals what is shown
 */
import { createStore, type Store } from './store.ts';

export const themeChoices = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = Exclude<ThemeChoice, 'system'>;

export interface Themes {
  readonly choice: Store<ThemeChoice>;
  readonly shown: Pick<Store<Theme>, 'get' | 'subscribe'>;
}

export function createThemes(window: Window): Themes {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const more = window.matchMedia('(prefers-contrast: more)');
  const choice = createStore<ThemeChoice>(read());
  const shown = createStore<Theme>(resolve());
  for (const query of [dark, more]) query.addEventListener('change', apply);
  apply();
  return {
    shown,
    choice: {
      ...choice,
      set(next) {
        choice.set(next);
        try {
          window.localStorage.setItem('plimsoll.theme', next);
        } catch {
          // Kept for this visit only.
        }
        apply();
      },
    },
  };

  function apply(): void {
    const theme = resolve();
    const { dataset } = window.document.documentElement;
    dataset.theme = theme;
    dataset.mantineColorScheme = theme === 'light' ? 'light' : 'dark';
    shown.set(theme);
  }

  function resolve(): Theme {
    const chosen = choice.get();
    if (chosen !== 'system') return chosen;
    if (more.matches) return 'contrast';
    return dark.matches ? 'dark' : 'light';
  }

  function read(): ThemeChoice {
    try {
      const kept = window.localStorage.getItem('plimsoll.theme');
      return themeChoices.find((known) => known === kept) ?? 'system';
    } catch {
      return 'system';
    }
  }
}
