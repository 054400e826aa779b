/** Severity, state, mode and sight: always colour, icon and word together, so that no one of them carries the meaning. */
import type { Mode } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { type ImageSeverity, imageSeverityNames } from '../lib/image-words.ts';
import {
  type FindingState,
  modeMeanings,
  modeNames,
  type Sight,
  sightMeanings,
  sightNames,
  stateNames,
  type Verdict,
  verdictNames,
} from '../lib/words.ts';
import { Icon, type IconName } from './icon.tsx';
import classes from './tag.module.css';

/** Images know two more than findings: negligible and unknown. */
export function SeverityTag({ severity }: { readonly severity: ImageSeverity }): ReactNode {
  return <Tag tone={severity} icon={severity} word={imageSeverityNames[severity]} filled />;
}

const stateIcons: Record<FindingState, IconName> = {
  open: 'scope',
  acknowledged: 'seen',
  expected: 'check',
  resolved: 'check',
};

interface StateTagProps {
  readonly state: FindingState;
  readonly verdict?: Verdict | undefined;
}

export function StateTag({ state, verdict }: StateTagProps): ReactNode {
  const word =
    verdict === undefined ? stateNames[state] : `${stateNames[state]}, ${verdictNames[verdict].toLowerCase()}`;
  return <Tag tone={state === 'open' ? 'sea' : 'plain'} icon={stateIcons[state]} word={word} />;
}

const modeIcons: Record<Mode, IconName> = { discover: 'learn', monitor: 'seen', protect: 'lock' };

export function ModeTag({ mode, dryRun = false }: { readonly mode: Mode; readonly dryRun?: boolean }): ReactNode {
  const word = mode === 'protect' && dryRun ? 'Protect, dry run' : modeNames[mode];
  return (
    <Tag tone={mode === 'discover' ? 'learn' : 'sea'} icon={modeIcons[mode]} word={word} title={modeMeanings[mode]} />
  );
}

const sightTones = { seen: 'clear', blind: 'blind', quiet: 'plain' } as const;

export function SightTag({ sight, reason }: { readonly sight: Sight; readonly reason?: string | null }): ReactNode {
  return (
    <Tag
      tone={sightTones[sight]}
      icon={sight}
      word={sightNames[sight]}
      title={reason ?? sightMeanings[sight]}
      filled={sight === 'blind'}
    />
  );
}

interface TagProps {
  readonly tone: ImageSeverity | 'sea' | 'learn' | 'clear' | 'blind' | 'plain';
  readonly icon: IconName;
  readonly word: string;
  readonly title?: string;
  readonly filled?: boolean;
}

export function Tag({ tone, icon, word, title, filled = false }: TagProps): ReactNode {
  return (
    <span className={classes.tag} data-tone={tone} data-filled={filled || undefined} title={title}>
      <Icon name={icon} size={14} />
      {word}
    </span>
  );
}
