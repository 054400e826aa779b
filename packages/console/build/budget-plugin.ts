/**
 * Fails the build when scripts outgrow what console.md promises.
 *
 * in     the chunks of a finished build
 * out    a table on stdout, and an error when a budget is exceeded
 * holds  first load = the entry and everything it imports statically; a route = what it loads on top of that
 */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

export interface Budget {
  readonly firstLoadBytes: number;
  readonly routeBytes: number;
}

export function budgetPlugin({ firstLoadBytes, routeBytes }: Budget): Plugin {
  return {
    name: 'plimsoll:budget',
    writeBundle(_options, bundle) {
      const chunks = new Map<string, Rollup.OutputChunk>();
      for (const output of Object.values(bundle)) if (output.type === 'chunk') chunks.set(output.fileName, output);
      const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
      if (entry === undefined) throw new Error('The build has no entry chunk, so its size cannot be checked.');
      const first = reach(entry, chunks);
      const rows = [{ name: 'first load', bytes: gzipped(first, chunks), limit: firstLoadBytes }];
      for (const chunk of chunks.values()) {
        if (!chunk.isDynamicEntry) continue;
        const extra = new Set([...reach(chunk, chunks)].filter((name) => !first.has(name)));
        rows.push({ name: `+ ${nameOf(chunk)}`, bytes: gzipped(extra, chunks), limit: routeBytes });
      }
      for (const row of rows) this.info(`${row.name.padEnd(24)} ${kilobytes(row.bytes)} gz of ${kilobytes(row.limit)}`);
      const over = rows.filter((row) => row.bytes > row.limit);
      if (over.length > 0)
        this.error(`Over the script budget: ${over.map((row) => row.name).join(', ')}. Split or drop code.`);
    },
  };
}

function reach(start: Rollup.OutputChunk, chunks: ReadonlyMap<string, Rollup.OutputChunk>): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [start.fileName];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...(chunks.get(name)?.imports ?? []));
  }
  return seen;
}

function gzipped(names: ReadonlySet<string>, chunks: ReadonlyMap<string, Rollup.OutputChunk>): number {
  return [...names].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '', { level: 9 }).length, 0);
}

/** Two rooms may both have a page.tsx: the room tells them apart. */
function nameOf({ facadeModuleId, name }: Rollup.OutputChunk): string {
  return facadeModuleId?.match(/features\/(.+)\.tsx$/)?.[1] ?? name;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
