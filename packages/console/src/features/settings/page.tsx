/** Settings: where images come from, when they are scanned, what is accepted, what must not be, how old the advisories are. */
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Tabs } from '../../ui/tabs.tsx';
import classes from './page.module.css';
import { AdvisoriesTab } from './parts/advisories-tab.tsx';
import { AppearanceTab } from './parts/appearance-tab.tsx';
import { ExceptionsTab } from './parts/exceptions-tab.tsx';
import { PoliciesTab } from './parts/policies-tab.tsx';
import { RegistriesTab } from './parts/registries-tab.tsx';
import { SchedulesTab } from './parts/schedules-tab.tsx';

const route = getRouteApi('/frame/settings');

export function SettingsPage(): ReactNode {
  const { tab = 'registries' } = route.useSearch();
  return (
    <div className={classes.page}>
      <h1>Settings</h1>
      <Tabs
        label="Parts of the settings"
        chosen={tab}
        tabs={[
          { id: 'registries', word: 'Registries' },
          { id: 'schedules', word: 'Schedules' },
          { id: 'exceptions', word: 'Exceptions' },
          { id: 'policies', word: 'Policies' },
          { id: 'advisories', word: 'Advisories' },
          { id: 'appearance', word: 'Appearance' },
        ]}
      />
      {tab === 'registries' && <RegistriesTab />}
      {tab === 'schedules' && <SchedulesTab />}
      {tab === 'exceptions' && <ExceptionsTab />}
      {tab === 'policies' && <PoliciesTab />}
      {tab === 'advisories' && <AdvisoriesTab />}
      {tab === 'appearance' && <AppearanceTab />}
    </div>
  );
}
