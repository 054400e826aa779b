/** What was not looked into, and why. What could not be judged is said by whoever judges. */
import type { LayerFacts } from './layer-facts.ts';

/** Analyzers that name themselves before their reason. */
const looksFor: Readonly<Record<string, string>> = {
  secret: 'Not all was searched for secrets',
  malware: 'Not all was searched for malware',
};

export function notesOf(facts: readonly LayerFacts[]): readonly string[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { passedOver } of facts) {
    for (const [reason, count] of Object.entries(passedOver)) {
      const [, by = '', rest = ''] = /^(\w+): (.+)$/s.exec(reason) ?? [];
      const [head, what] = Object.hasOwn(looksFor, by) ? [looksFor[by] as string, rest] : ['Passed over', reason];
      const ofHead = counts.get(head) ?? new Map<string, number>();
      counts.set(head, ofHead.set(what, (ofHead.get(what) ?? 0) + count));
    }
  }
  return [...counts].sort(byText).map(([head, reasons]) => {
    return `${head}: ${[...reasons]
      .sort(byText)
      .map(([reason, count]) => `${reason} (${count})`)
      .join(', ')}`;
  });
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
