/** Whether an image was looked at; incomplete and never scanned look like blindness, for that is what they are. */
import type { ReactNode } from 'react';
import { type ImageState, imageStateMeanings, imageStateNames } from '../../../lib/image-words.ts';
import type { IconName } from '../../../ui/icon.tsx';
import { Tag } from '../../../ui/tag.tsx';

const looks = {
  scanned: ['clear', 'check'],
  incomplete: ['blind', 'blind'],
  unscanned: ['blind', 'quiet'],
  failed: ['high', 'broken'],
  queued: ['plain', 'clock'],
  scanning: ['sea', 'refresh'],
} as const satisfies Record<ImageState, readonly [tone: string, icon: IconName]>;

export function ImageStateTag({
  state,
  why,
}: {
  readonly state: ImageState;
  readonly why?: string | undefined;
}): ReactNode {
  const [tone, icon] = looks[state];
  return (
    <Tag
      tone={tone}
      icon={icon}
      word={imageStateNames[state]}
      title={why ?? imageStateMeanings[state]}
      filled={state === 'incomplete'}
    />
  );
}
