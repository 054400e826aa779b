/**
 * The command and everything it needs as a few files of plain JavaScript.
 *
 * in     packages/cli and what it imports
 * out    packages/cli/bundle/plimsoll.js and its chunks; what a command does not need is in a chunk it does not load
 * holds  only what holds native code stays outside: docs/adr/0005-run-from-a-bundle.md says why there is a bundle at all
 */
import { rmSync } from 'node:fs';
import { build, type Plugin } from 'rolldown';

const dir = 'packages/cli/bundle';
rmSync(dir, { recursive: true, force: true });
await build({
  input: { plimsoll: 'packages/cli/src/main.ts' },
  platform: 'node',
  external: ['better-sqlite3'],
  // 'import' or 'require' is added as each module is asked for.
  resolve: { conditionNames: ['source', 'node', 'default'] },
  output: { dir, format: 'esm', minify: true, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  plugins: [leanHttp(), oneByteACharacter()],
  logLevel: 'warn',
});

/**
 * `import … from 'node:http'` reads every export once, among them `WebSocket`, which loads all of fetch: 13 MB that nothing here
 * uses. Taken from getBuiltinModule it is read as it is used.
 */
function leanHttp(): Plugin {
  const asked = /^(?:node:)?(https?)$/;
  const prefix = '\0lean:';
  return {
    name: 'lean http',
    resolveId: (source, _importer, { kind }) =>
      asked.test(source) && kind === 'import-statement' ? `${prefix}${asked.exec(source)?.[1]}` : undefined,
    async load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const name = `node:${id.slice(prefix.length)}`;
      const lazy = ['WebSocket', 'CloseEvent', 'MessageEvent', 'default'];
      const names = Object.keys(await import(name)).filter((key) => !lazy.includes(key));
      const from = `process.getBuiltinModule('${name}')`;
      return `const it = ${from};\nexport const { ${names.join(', ')} } = it;\nexport default it;\n`;
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
