/** Learned process shapes as people read them: parent first, the busiest first. */
import type { BaselineView } from '@plimsoll/api';

type Process = BaselineView['processes'][number];

export interface ParentGroup {
  readonly parent: string;
  readonly starts: number;
  readonly children: readonly Process[];
}

export function groupByParent(processes: readonly Process[]): readonly ParentGroup[] {
  const parents = new Map<string, Process[]>();
  for (const process of processes) parents.set(process.parent, [...(parents.get(process.parent) ?? []), process]);
  return [...parents]
    .map(([parent, children]) => ({
      parent: parent || 'unknown parent',
      starts: children.reduce((sum, { count }) => sum + count, 0),
      children: children.toSorted((a, b) => b.count - a.count || a.executable.localeCompare(b.executable)),
    }))
    .toSorted((a, b) => b.starts - a.starts || a.parent.localeCompare(b.parent));
}

export function matchesText({ executable, parent, args }: Process, text: string | undefined): boolean {
  if (text === undefined) return true;
  const wanted = text.toLowerCase();
  return [executable, parent, args].some((part) => part.toLowerCase().includes(wanted));
}
