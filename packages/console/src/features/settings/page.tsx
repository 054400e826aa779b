/** Settings. */
import type { ReactNode } from 'react';

export function SettingsPage(): ReactNode {
  return <h1>Settings</h1>;
}
