/** One image: what was found in it and on what grounds, layer by layer, package by package, and over time. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Unanswered } from '../../ui/unanswered.tsx';
import { Card } from '../../ui/view-state.tsx';
import classes from './image-page.module.css';
import { ChecksTab } from './parts/checks-tab.tsx';
import { CompareTab } from './parts/compare-tab.tsx';
import { FindingsTab } from './parts/findings-tab.tsx';
import { HistoryTab } from './parts/history-tab.tsx';
import { ImageHead } from './parts/image-head.tsx';
import { LayersTab } from './parts/layers-tab.tsx';
import { PackagesTab } from './parts/packages-tab.tsx';
import { imageQuery } from './queries.ts';

const route = getRouteApi('/frame/images/$image');

export function ImagePage(): ReactNode {
  const { image: id } = route.useParams();
  const search = route.useSearch();
  const { tab = 'findings' } = search;
  const { api } = useServices();
  const asked = useQuery(imageQuery(api, id));
  if (asked.data === undefined) {
    return <Unanswered error={asked.error} what="image" onRetry={() => void asked.refetch()} />;
  }
  const view = asked.data;
  // An image answers to every digest it is known by; its page has one address.
  if (view.summary.id !== id)
    return <Navigate to="/images/$image" params={{ image: view.summary.id }} search={search} replace />;
  const { kinds, packages } = view.summary;
  const found = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  return (
    <div className={classes.page}>
      <ImageHead view={view} />
      <Tabs
        label="Parts of this image"
        chosen={tab}
        tabs={[
          { id: 'findings', word: 'Findings', note: formatCount(found) },
          { id: 'layers', word: 'Layers', note: formatCount(view.summary.layers) },
          { id: 'packages', word: 'Packages', note: formatCount(packages) },
          { id: 'checks', word: 'Checks' },
          { id: 'compare', word: 'Compare' },
          { id: 'history', word: 'History' },
        ]}
      />
      {view.report === null ? (
        <Card kind="blind" picture={<Icon name="blind" size={28} />} title="Never scanned">
          <p>That nothing is listed means nothing. Scan it to know what is in it.</p>
        </Card>
      ) : (
        <>
          {tab === 'findings' && <FindingsTab view={view} />}
          {tab === 'layers' && <LayersTab view={view} />}
          {tab === 'packages' && <PackagesTab view={view} />}
          {tab === 'checks' && <ChecksTab view={view} />}
          {tab === 'compare' && <CompareTab view={view} />}
          {tab === 'history' && <HistoryTab view={view} />}
        </>
      )}
    </div>
  );
}
