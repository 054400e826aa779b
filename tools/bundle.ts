/**
 * The command and everything it needs as a few files of plain JavaScript.
 *
 * in     packages/cli and what it imports
 * out    packages/cli/bundle/plimsoll.js and its chunks; what a command does not need is in a chunk it does not load
 * holds  only what holds native code stays outside: docs/adr/0005-run-from-a-bundle.md says why there is a bundle at all
 */
import { rmSync } from 'node:fs';
import { build } from 'rolldown';

const dir = 'packages/cli/bundle';
rmSync(dir, { recursive: true, force: true });
await build({
  input: { plimsoll: 'packages/cli/src/main.ts' },
  platform: 'node',
  external: ['better-sqlite3'],
  // 'import' or 'require' is added as each module is asked for.
  resolve: { conditionNames: ['source', 'node', 'default'] },
  output: { dir, format: 'esm', minify: true, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  logLevel: 'warn',
});
