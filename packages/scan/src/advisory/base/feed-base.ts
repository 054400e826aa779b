/**
 * Where feeds come from: their publishers, a mirror behind a URL, or a mirror folder.
 *
 * in     what of a feed is wanted, and what is had of it
 * out    a file to read from start to end, or that it did not change, or that it is not there
 * holds  what comes is bounded, whole (its announced length), and told apart from an error page; one loader for all three
 */
export interface Resource {
  /** Relative to a mirror: `osv/Debian/all.zip`. */
  readonly path: string;
  /** The publisher's own address. */
  readonly upstream: string;
  /** More is refused. */
  readonly mostBytes: number;
  /** In a mirror folder it may also be a folder of single documents. */
  readonly folder?: true;
}

/** What a server tells about a version of a file, so that it need not be sent again. */
export interface Validators {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export type Fetched =
  | { readonly state: 'unchanged' }
  | { readonly state: 'missing'; readonly where: string }
  | { readonly state: 'found'; readonly file: FetchedFile };

export interface FetchedFile extends Validators {
  /** On this host; a spooled copy, or the mirror's own file. */
  readonly path: string;
  /** For messages: the URL or path it came from. */
  readonly where: string;
  readonly bytes: number;
  /** Removes a spooled copy; leaves a mirror's file alone. */
  discard(): void;
}

export interface FetchOptions {
  readonly known: Validators | undefined;
  readonly signal: AbortSignal;
  readonly onBytes: (done: number, total: number | undefined) => void;
}

export interface FeedBase {
  /** For messages and the manifest: `publishers`, `https://mirror.example/`, `/srv/mirror`. */
  readonly name: string;
  /** publishers: a file that is missing is a failure. mirror: holds what its owner wants. */
  readonly kind: 'publishers' | 'mirror';
  /** @throws ScanError FEED_UNREACHABLE, FEED_INVALID */
  fetch(resource: Resource, options: FetchOptions): Promise<Fetched>;
  /** Names in a folder of a mirror folder; undefined where they cannot be listed. */
  list(folder: string): readonly string[] | undefined;
  close(): Promise<void>;
}
