/** `node --conditions=source packages/cli/src/reference/write.ts`: brings docs/reference/cli.md up to date. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { commands } from '../commands/registry.ts';
import { referenceMarkdown } from './markdown.ts';

const file = new URL('../../../../docs/reference/cli.md', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
writeFileSync(file, referenceMarkdown(commands));
