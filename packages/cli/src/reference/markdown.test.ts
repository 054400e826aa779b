import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commands } from '../commands/registry.ts';
import { referenceMarkdown } from './markdown.ts';

it('docs/reference/cli.md is what the command tree says', () => {
  const written = readFileSync(new URL('../../../../docs/reference/cli.md', import.meta.url), 'utf8');
  expect(written, 'bring it up to date with: node --conditions=source packages/cli/src/reference/write.ts').toBe(
    referenceMarkdown(commands),
  );
});

it('names every command, and none that is hidden', () => {
  const text = referenceMarkdown(commands);
  expect(text).toContain('## plimsoll baseline export');
  expect(text).not.toContain('__complete');
});
