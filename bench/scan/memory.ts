/**
 * How much memory a scan takes at its most, by how large the image is and how it is packed.
 *
 * in     images made here once and kept, 1.4 GB of them
 * out    MB of each; the promise is 150, whatever the size
 * holds  every scan is a process of its own that knows nothing of the image
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { note } from '../report.ts';
import { application, rpmDatabase } from './large-files.ts';
import { type PlannedLayer, systemFiles, writeDockerArchive, writeLayout } from './large-images.ts';
import { kept } from './places.ts';
import type { Run } from './processes.ts';

const megabyte = 1024 * 1024;
const folder = join(kept, 'large');

const system = (packing: PlannedLayer['packing'], size: number): PlannedLayer => ({
  packing,
  files: () => systemFiles(size * megabyte),
});
const layerOf = (files: () => ReturnType<PlannedLayer['files']>): PlannedLayer => ({ packing: 'plain', files });

interface Large {
  readonly place: string;
  readonly reference: (place: string) => string;
  write(place: string): Promise<void>;
}

const layout = (name: string, layers: () => readonly PlannedLayer[]): Large => ({
  place: join(folder, name),
  reference: (place) => `oci:${place}:1`,
  write: (place) => writeLayout(place, layers()),
});

const large = {
  plain: layout('plain', () => [system('plain', 400)]),
  gzip: layout('gzip', () => [system('gzip', 400)]),
  zstd: layout('zstd', () => [system('zstd', 400)]),
  dockerArchive: {
    place: join(folder, 'archive.tar'),
    reference: (place) => `docker-archive:${place}`,
    write: (place) => writeDockerArchive(place, [system('plain', 150), system('plain', 150)]),
  },
  archivesInLayers: layout('archives', () => [
    layerOf(() => [application('app/shop.jar', 40)]),
    layerOf(() => [application('app/shop.war', 40)]),
    layerOf(() => [application('srv/other.jar', 40)]),
  ]),
  rpmDatabase: layout('rpm', () => [layerOf(() => rpmDatabase(900))]),
} satisfies Readonly<Record<string, Large>>;

export async function memoryByImage(
  scan: (reference: string) => Promise<Run>,
): Promise<Readonly<Record<string, number>>> {
  mkdirSync(folder, { recursive: true });
  const peaks: Record<string, number> = {};
  for (const [name, { place, reference, write }] of Object.entries<Large>(large)) {
    if (!existsSync(place)) {
      note(`making a large image: ${name} (once)`);
      await write(place);
    }
    const { peakMb } = await scan(reference(place));
    note(`${name}: ${Math.round(peakMb)} MB`);
    peaks[name] = Math.round(peakMb);
  }
  return peaks;
}
