/** Folders of the data directory that people may put files into, and need not. */
import { readdir } from 'node:fs/promises';

/** Sorted, without hidden ones; none when the folder is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(notThere)) ?? [];
  return names.filter((name) => !name.startsWith('.')).sort();
}

export function notThere(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
