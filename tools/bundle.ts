/**
 * The command and everything it needs as a few files of plain JavaScript.
 *
 * in     packages/cli and what it imports
 * out    packages/cli/bundle/plimsoll.js and its chunks; what a command does not need is in a chunk it does not load
 * holds  only what holds native code stays outside: docs/adr/0005-run-from-a-bundle.md says why there is a bundle at all
 */
import { renameSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build, type Plugin } from 'rolldown';

const place = 'packages/cli/bundle';
const dir = `${place}.${process.pid}`;
await build({
  input: { plimsoll: 'packages/cli/src/main.ts' },
  platform: 'node',
  external: ['better-sqlite3'],
  // 'import' or 'require' is added as each module is asked for.
  resolve: { conditionNames: ['source', 'node', 'default'] },
  output: { dir, format: 'esm', minify: true, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  plugins: [leanBuiltins(), oneByteACharacter()],
  logLevel: 'warn',
});
// Whole or not at all, whoever else builds or starts it in this moment.
rmSync(place, { recursive: true, force: true });
renameSync(dir, place);

/**
 * `import { join } from 'node:path'` reads every export of the module once, and some are loaded as they are read: from `node:http` that is
 * all of fetch, 13 MB that nothing here uses, from `node:fs` all of streams. Here each name is read by itself, and only if it is used.
 */
function leanBuiltins(): Plugin {
  const prefix = '\0lean:';
  return {
    name: 'lean builtins',
    resolveId: (source, _importer, { kind }) =>
      isBuiltin(source) && kind === 'import-statement' ? `${prefix}node:${source.replace(/^node:/, '')}` : undefined,
    async load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const name = id.slice(prefix.length);
      const names = Object.keys(await import(name)).filter((key) => key !== 'default');
      return {
        code: [
          `const it = /* @__PURE__ */ process.getBuiltinModule('${name}');`,
          'const from = (key) => it[key];',
          ...names.map((key) => `export const ${key} = /* @__PURE__ */ from('${key}');`),
          'export default it;',
        ].join('\n'),
        moduleSideEffects: false,
      };
    },
  };
}

/** V8 keeps a source with one character beyond Latin-1 at two bytes each: a megabyte more for nothing. */
function oneByteACharacter(): Plugin {
  return {
    name: 'one byte a character',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escaped);
      }
    },
  };
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
