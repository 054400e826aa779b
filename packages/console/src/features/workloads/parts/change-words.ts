/** An entry of the ledger in plain words. */
import type { Change } from '@plimsoll/api';

const names: Record<Change['what'], string> = {
  'workload.mode': 'Mode',
  'workload.ready': 'Declared ready',
  'finding.state': 'Finding',
  'exception.added': 'Exception added',
  'exception.ended': 'Exception ended',
  'baseline.imported': 'Baseline imported',
  'baseline.trust': 'Learned',
  'token.rotated': 'Token replaced',
  'registry.added': 'Registry added',
  'registry.changed': 'Registry',
  'registry.removed': 'Registry removed',
  'registry.hook-secret': 'Secret of the webhook replaced',
  'schedule.added': 'Schedule added',
  'schedule.changed': 'Schedule',
  'schedule.removed': 'Schedule removed',
  'image-exception.added': 'Exception added',
  'image-exception.revoked': 'Exception ended',
  'image-exception.expired': 'Exception expired',
  'policy.added': 'Policy added',
  'policy.changed': 'Policy',
  'policy.removed': 'Policy removed',
};

/** What an entry is mostly about needs no name of its own. */
const ownKeys: Partial<Record<Change['what'], string>> = {
  'workload.mode': 'mode',
  'workload.ready': 'declaredReady',
  'finding.state': 'state',
  'baseline.trust': 'trust',
};

/** `Mode: discover → monitor, dry run off → on` */
export function changeWords({ what, before, after }: Pick<Change, 'what' | 'before' | 'after'>): string {
  const parts = Object.keys({ ...before, ...after })
    .filter((key) => key !== 'thing')
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => `${key === ownKeys[what] ? '' : `${spaced(key)} `}${shown(before[key])} → ${shown(after[key])}`);
  const about = typeof after.thing === 'string' ? `${names[what]}, ${after.thing}` : names[what];
  return parts.length === 0 ? about : `${about}: ${parts.join(', ')}`;
}

function shown(value: unknown): string {
  if (value === true) return 'on';
  if (value === false) return 'off';
  return value === undefined || value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}

function spaced(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
