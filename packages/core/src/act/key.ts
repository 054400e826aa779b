/** What a person approves when they call an act that is never learned expected: this rule, by this program. */
import type { Event } from '../event/event.ts';
import { hashText } from '../learn/hash.ts';
import { actOf } from './registry.ts';

export function actKey(event: Event): number {
  const program = 'process' in event ? event.process.executable || event.process.comm : '';
  return hashText(hashText(0xac7, actOf(event)?.rule.id ?? ''), program);
}
