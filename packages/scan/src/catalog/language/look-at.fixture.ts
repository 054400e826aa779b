/** Shows one file to one cataloger, as the runner would. */
import type { FactSink } from '../../facts/analyzer.ts';
import type { FoundPackage, Inventory } from '../../facts/layer-facts.ts';
import type { LayerEntry } from '../../source/source.ts';
import type { Cataloger } from '../cataloger.ts';

/** A file of the kind a cataloger reads, that holds at least one package. */
export interface Sample {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode?: number;
}

export interface Seen {
  /** Whether the cataloger wanted the file. */
  readonly wanted: boolean;
  readonly packages: readonly FoundPackage[];
  readonly inventories: readonly Inventory[];
  readonly problems: readonly { readonly code: string; readonly message: string; readonly path: string | undefined }[];
  readonly passedOver: readonly string[];
}

export function lookAt(cataloger: Cataloger, { path, content, mode = 0o644 }: Sample, size?: number): Seen {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const entry = entryOf(path, { mode, bytes: size ?? bytes.byteLength });
  const inventories: Inventory[] = [];
  const problems: Seen['problems'][number][] = [];
  const passedOver: string[] = [];
  const unexpected = () => {
    throw new Error('a language cataloger only finds packages');
  };
  const sink: FactSink = {
    inventory: (inventory) => inventories.push(inventory),
    problem: (problem) => problems.push(problem),
    passedOver: (reason) => passedOver.push(reason),
    release: unexpected,
    link: unexpected,
    executable: unexpected,
    writable: unexpected,
    secret: unexpected,
    malware: unexpected,
  };
  const pass = cataloger.open(sink);
  const most = pass.wants(entry);
  if (most > 0) {
    const read = bytes.subarray(0, most);
    pass.look({ entry, bytes: read, whole: read.byteLength >= entry.bytes });
  }
  pass.close();
  return {
    wanted: most > 0,
    packages: inventories.flatMap((each) => each.packages),
    inventories,
    problems,
    passedOver,
  };
}

export function entryOf(path: string, more: Partial<LayerEntry> = {}): LayerEntry {
  return {
    path,
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    bytes: 100,
    modifiedAt: 0,
    target: undefined,
    capabilities: undefined,
    ...more,
  };
}

/** `name version`, with `dev` behind those for development: easy to read in an assertion. */
export function brief(packages: readonly FoundPackage[]): readonly string[] {
  return packages.map(
    ({ name, version, scope }) => `${name} ${version ?? '?'}${scope === 'development' ? ' dev' : ''}`,
  );
}
