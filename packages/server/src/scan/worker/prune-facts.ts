/** Keeps the folder of facts within a size: the oldest go, and their layers are read again when next asked for. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** @returns how many files went */
export async function pruneFacts(folder: string, mostBytes: number): Promise<number> {
  const files: { path: string; bytes: number; at: number }[] = [];
  for (const part of await namesIn(folder)) {
    for (const name of await namesIn(join(folder, part))) {
      const path = join(folder, part, name);
      // Another worker may have replaced or removed it meanwhile.
      const facts = await stat(path).catch(() => undefined);
      if (facts?.isFile()) files.push({ path, bytes: facts.size, at: facts.mtimeMs });
    }
  }
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let gone = 0;
  for (const file of files.sort((a, b) => a.at - b.at)) {
    if (bytes <= mostBytes) break;
    await rm(file.path, { force: true });
    bytes -= file.bytes;
    gone++;
  }
  return gone;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
