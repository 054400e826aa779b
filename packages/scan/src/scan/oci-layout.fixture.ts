/** A small image as an OCI layout, its layers packed by the system's tar. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

type Files = Readonly<Record<string, string>>;

export interface LayoutConfig {
  readonly env?: readonly string[];
  readonly user?: string;
  /** One path that a member is called by instead. */
  readonly rename?: readonly [from: string, to: string];
}

/** @returns the folder */
export function ociLayout(
  folder: string,
  layers: readonly Files[],
  { env = [], user = '', rename }: LayoutConfig = {},
): string {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  const diffIds: string[] = [];
  const blobs = layers.map((files) => {
    const tar = packed(files, rename);
    diffIds.push(`sha256:${createHash('sha256').update(tar).digest('hex')}`);
    return blob(gzipSync(tar), 'application/vnd.oci.image.layer.v1.tar+gzip');
  });
  const config = blob(
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      config: { Env: env, User: user },
      rootfs: { type: 'layers', diff_ids: diffIds },
      history: diffIds.map((_, index) => ({ created_by: `COPY layer ${index}` })),
    }),
    'application/vnd.oci.image.config.v1+json',
  );
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = blob(JSON.stringify({ schemaVersion: 2, mediaType, config, layers: blobs }), mediaType);
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  return folder;

  function blob(content: string | Buffer, mediaType: string) {
    const bytes = Buffer.from(content as string);
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(folder, 'blobs/sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  }
}

function packed(files: Files, rename: LayoutConfig['rename']): Buffer {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-layer-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const renamed = rename === undefined ? [] : ['-P', '--transform', `s|^./${rename[0]}$|${rename[1]}|`];
    return execFileSync('tar', ['-C', root, '--sort=name', ...renamed, '-cf', '-', '.'], { maxBuffer: 2 ** 28 });
  } finally {
    rmSync(root, { recursive: true });
  }
}
