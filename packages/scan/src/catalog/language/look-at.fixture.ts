/** Shows one file to one cataloger, as the runner would. */
import type { FactSink, LayerPass } from '../../facts/analyzer.ts';
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
  const bytes = bytesOf(content);
  const entry = entryOf(path, { mode, bytes: size ?? bytes.byteLength });
  return see(cataloger, (pass) => {
    const most = pass.wants(entry);
    const read = bytes.subarray(0, most);
    if (most > 0) pass.look({ entry, bytes: read, whole: read.byteLength >= entry.bytes });
    return most > 0;
  });
}

/** As a file too large to be held: its bytes are claimed to be many, and handed in by chunks of a few. */
export function followThrough(
  cataloger: Cataloger,
  { path, content, mode = 0o644 }: Sample,
  { chunk, whole }: { readonly chunk: number; readonly whole: boolean },
): Seen {
  const bytes = bytesOf(content);
  return see(cataloger, (pass) => {
    const follower = pass.follow?.(entryOf(path, { mode, bytes: 1024 ** 3 }));
    for (let at = 0; at < bytes.byteLength; at += chunk) {
      // Nothing may be kept of a chunk: the next one is put in its place.
      const lent = Uint8Array.from(bytes.subarray(at, at + chunk));
      const more = follower?.chunk(lent);
      lent.fill(0xee);
      if (more !== true) break;
    }
    follower?.end(whole);
    return follower !== undefined;
  });
}

function bytesOf(content: Sample['content']): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function see(cataloger: Cataloger, show: (pass: LayerPass) => boolean): Seen {
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
  const wanted = show(pass);
  pass.close();
  return { wanted, packages: inventories.flatMap((each) => each.packages), inventories, problems, passedOver };
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
