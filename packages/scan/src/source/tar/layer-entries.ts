/** The members of a layer's archive as entries. */
import type { LayerEntry, SourceEntry } from '../source.ts';
import { entryPath, type PathFault } from './entry-path.ts';
import { TarError } from './tar-header.ts';
import type { TarMember, TarReader } from './tar-reader.ts';

export interface EntryProblem {
  readonly kind: PathFault | 'link climbs' | 'unknown type';
  /** As written, shortened. */
  readonly name: string;
}

export interface LayerEntriesOptions {
  /** Entries a layer may have. */
  readonly most: number;
  /** An entry that is not handed out. */
  readonly onProblem: (problem: EntryProblem) => void;
}

export async function* layerEntries(reader: TarReader, options: LayerEntriesOptions): AsyncGenerator<SourceEntry> {
  let count = 0;
  for (;;) {
    const member = await reader.next();
    if (member === undefined) return;
    count += 1;
    if (count > options.most) throw new TarError('corrupt', `it has more than ${options.most} entries`);
    const entry = entryOf(member, options.onProblem);
    if (entry !== undefined)
      yield { entry, read: (most, into) => reader.read(most, into), chunks: () => reader.chunks() };
  }
}

function entryOf(member: TarMember, onProblem: (problem: EntryProblem) => void): LayerEntry | undefined {
  const refuse = (kind: EntryProblem['kind']) => {
    onProblem({ kind, name: member.name.slice(0, 200) });
    return undefined;
  };
  const cleaned = entryPath(member.name);
  if ('fault' in cleaned) return refuse(cleaned.fault);
  const { path } = cleaned;
  // The root folder itself.
  if (path === '') return undefined;
  const kind = kindOf(member);
  if (kind === undefined) return refuse('unknown type');
  if (kind === 'nothing') return undefined;
  let target: string | undefined;
  if (kind === 'symlink') target = member.linkName;
  else if (kind === 'hardlink') {
    const link = entryPath(member.linkName);
    if ('fault' in link || link.path === '') return refuse('link climbs');
    target = link.path;
  }
  return {
    path,
    kind,
    mode: member.mode,
    uid: member.uid,
    gid: member.gid,
    bytes: kind === 'file' ? member.bytes : 0,
    modifiedAt: member.modifiedAt,
    target,
    capabilities: member.capabilities,
  };
}

function kindOf({ type, name }: TarMember): LayerEntry['kind'] | 'nothing' | undefined {
  switch (type) {
    case 0:
    case 0x30:
      // Archives from before POSIX mark folders by their name only.
      return name.endsWith('/') ? 'directory' : 'file';
    case 0x37: // contiguous
    case 0x53: // sparse
      return 'file';
    case 0x31:
      return 'hardlink';
    case 0x32:
      return 'symlink';
    case 0x33:
    case 0x34:
      return 'device';
    case 0x35:
      return 'directory';
    case 0x36:
      return 'fifo';
    case 0x56: // a volume's label
      return 'nothing';
    default:
      return undefined;
  }
}
