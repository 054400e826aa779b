import { expect, it } from 'vitest';
import { commands } from '../commands/registry.ts';
import { offer } from './tree.ts';

const words = (typed: string, current: string) => {
  const found = offer(commands, typed.split(' ').filter(Boolean), current);
  return found.kind === 'words' ? found.words.map(({ word }) => word) : `${found.kind}:${found.prefix}`;
};

it.each([
  ['', 'wo', ['workloads', 'workload']],
  ['', '__', []],
  ['baseline', '', ['show', 'trust', 'reject', 'relearn', 'export', 'import']],
  ['finding', 'ex', ['expect']],
  ['images', '', ['list', 'show']],
  ['images', '--ru', ['--running']],
  ['images --severity', 'cr', ['critical']],
  ['images list --running', '--ru', []],
  ['mode web', 'p', ['protect']],
  ['mode web protect', '--en', ['--enforce']],
  ['findings --severity', 'h', ['high']],
  ['findings --severity', 'high,c', ['high,critical']],
  ['findings', '--state=ack', ['acknowledged']],
  ['findings --follow', '--fol', []],
  ['completion', '', ['bash', 'zsh', 'fish']],
  ['nothing', '', []],
  ['status', '', []],
])('%s %s', (typed, current, offered) => expect(words(typed, current)).toEqual(offered));

it('knows where ids, files and folders go', () => {
  expect(words('workload', 'sh')).toBe('workload:sh');
  expect(words('findings --workload', '')).toBe('workload:');
  expect(words('explain', '01')).toBe('finding:01');
  expect(words('finding resolve --reason done', '01')).toBe('finding:01');
  expect(words('images show', 'shop')).toBe('image:shop');
  expect(words('replay', 'tr')).toBe('file:tr');
  expect(words('up --data-dir', '')).toBe('directory:');
  expect(words('status --server x --token-file', '')).toBe('file:');
});

it('offers every flag a command has, and help', () => {
  expect(words('status', '--')).toEqual(['--check', '--json', '--server', '--token-file', '--data-dir', '--help']);
});
