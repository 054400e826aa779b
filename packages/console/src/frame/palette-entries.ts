/** What the palette offers for the letters typed: pages and actions from here, workloads, images and findings from the server. */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { keys } from '../lib/query-keys.ts';
import { useServices } from '../lib/services.tsx';
import { type ThemeChoice, themeChoices } from '../lib/theme.ts';
import { useAsk } from './frame-actions.tsx';
import type { PaletteEntry } from './palette.tsx';
import { rooms } from './rail.tsx';

const most = 8;

export function usePaletteEntries(text: string, scopeOnly: boolean): readonly PaletteEntry[] {
  const { api, themes, queries, notice } = useServices();
  const router = useRouter();
  const ask = useAsk();
  // What is asked may lag behind the letters; what is known here never does, so that Enter does what is on the screen.
  const asked = useDeferredValue(text);
  const query = { limit: most, ...(asked !== '' && { text: asked.slice(0, 200) }) };
  const workloads = useQuery({
    queryKey: [...keys.workloads, 'palette', query],
    queryFn: ({ signal }) => api.listWorkloads({ query }, { signal }),
  }).data?.items;
  const findings = useQuery({
    queryKey: [...keys.findings, 'palette', query],
    queryFn: ({ signal }) => api.listFindings({ query }, { signal }),
    enabled: asked !== '' && !scopeOnly,
  }).data?.items;

  const images = useQuery({
    queryKey: [...keys.images, 'palette', query],
    queryFn: ({ signal }) => api.listImages({ query }, { signal }),
    enabled: asked !== '' && !scopeOnly,
  }).data?.items;

  const found = (workloads ?? []).map(
    ({ id }): PaletteEntry => ({
      id: `workload-${id}`,
      group: 'Workloads',
      icon: 'workloads',
      words: id,
      onChoose: () =>
        scopeOnly
          ? void router.navigate({ to: '.', search: (search) => ({ ...search, scope: id }) })
          : void router.navigate({ to: '/workloads/$', params: { _splat: id } }),
    }),
  );
  if (scopeOnly) return found;
  return [
    ...[...pages(), ...actions()].filter(({ words }) => words.toLowerCase().includes(text.toLowerCase())),
    ...found,
    ...(images ?? []).map(
      (image): PaletteEntry => ({
        id: `image-${image.id}`,
        group: 'Images',
        icon: 'images',
        words: image.name,
        onChoose: () => void router.navigate({ to: '/images/$image', params: { image: image.id } }),
      }),
    ),
    ...(findings ?? []).map(
      (finding): PaletteEntry => ({
        id: `finding-${finding.id}`,
        group: 'Findings',
        icon: finding.severity,
        words: finding.title,
        hint: finding.workload,
        onChoose: () => void router.navigate({ to: '/findings/$finding', params: { finding: finding.id } }),
      }),
    ),
  ];

  function pages(): readonly PaletteEntry[] {
    return rooms.map((room) => ({
      id: `room-${room.key}`,
      group: 'Pages',
      icon: room.icon,
      words: room.word,
      onChoose: () =>
        void router.navigate({ to: room.to, search: 'search' in room ? { state: [...room.search.state] } : {} }),
    }));
  }

  function actions(): readonly PaletteEntry[] {
    const themeWords: Record<ThemeChoice, string> = {
      system: 'Theme: as the system',
      light: 'Theme: light',
      dark: 'Theme: dark',
      contrast: 'Theme: high contrast',
    };
    const action = (id: string, icon: PaletteEntry['icon'], words: string, onChoose: () => void): PaletteEntry => {
      return { id, group: 'Actions', icon, words, onChoose };
    };
    return [
      action('scope', 'scope', 'Narrow every page to one workload', () => ask('scope')),
      action('keys', 'keyboard', 'Keys', () => ask('keys')),
      ...themeChoices.map((choice) =>
        action(`theme-${choice}`, 'theme', themeWords[choice], () => themes.choice.set(choice)),
      ),
      action('leave', 'leave', 'Sign out', () => {
        api.signOut().then(
          () => {
            queries.clear();
            return router.navigate({ to: '/sign-in' });
          },
          (error: Error) => notice.set(`You are still signed in. ${error.message}`),
        );
      }),
    ];
  }
}
