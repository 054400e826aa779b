import { expect, it } from 'vitest';
import { groupByParent, matchesText } from './process-tree.ts';

const shape = (parent: string, executable: string, count: number) => ({
  parent,
  executable,
  count,
  args: '-c <path>',
  uid: 0,
  trust: 'trusted' as const,
});

it('puts the busiest parent and its busiest child first', () => {
  const groups = groupByParent([
    shape('/bin/sh', '/bin/ls', 1),
    shape('/usr/sbin/nginx', '/bin/a', 4),
    shape('/usr/sbin/nginx', '/bin/b', 9),
  ]);

  expect(groups.map(({ parent, starts }) => [parent, starts])).toEqual([
    ['/usr/sbin/nginx', 13],
    ['/bin/sh', 1],
  ]);
  expect(groups[0]?.children.map(({ executable }) => executable)).toEqual(['/bin/b', '/bin/a']);
});

it('finds by program, parent or arguments', () => {
  expect(matchesText(shape('a', 'b', 1), '<PATH>')).toBe(true);
  expect(matchesText(shape('a', 'b', 1), 'zzz')).toBe(false);
});
