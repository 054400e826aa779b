/** Kinds of events in plain words. */
import type { EventKind } from '@plimsoll/api';

export const kindNames: Record<EventKind, string> = {
  'process.exec': 'Program start',
  'process.exit': 'Program end',
  'process.privilege': 'Privileged call',
  'syscall.novelty': 'New system calls',
  'syscall.window': 'Call counts',
  gap: 'Gap',
};
