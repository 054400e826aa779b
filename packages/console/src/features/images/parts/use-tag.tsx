/** Whether what is vulnerable was seen in use. */
import type { ReactNode } from 'react';
import { type UseState, useMeanings, useNames } from '../../../lib/image-words.ts';
import type { IconName } from '../../../ui/icon.tsx';
import { Tag } from '../../../ui/tag.tsx';

const looks = {
  executed: ['high', 'play'],
  loaded: ['medium', 'seen'],
  'never-seen': ['plain', 'quiet'],
} as const satisfies Record<UseState, readonly [tone: string, icon: IconName]>;

export function UseTag({ use }: { readonly use: UseState }): ReactNode {
  const [tone, icon] = looks[use];
  return <Tag tone={tone} icon={icon} word={useNames[use]} title={useMeanings[use]} />;
}
