import { ScanError } from '../errors.ts';

const reasons: Readonly<Record<string, readonly [says: string, hint: string]>> = {
  ENOENT: ['does not exist', 'Check the path: a relative one begins in the folder the command was started in.'],
  ENOTDIR: ['does not exist: a part of it is a file and no folder', 'Check the path.'],
  EACCES: ['may not be read by this user', 'Scan as a user who may, or allow it with chmod or chown.'],
  EPERM: ['may not be read by this user', 'Scan as a user who may, or allow it with chmod or chown.'],
  EISDIR: ['is a folder and no file', 'Name the file itself.'],
  ELOOP: ['is a link that leads back to itself', 'Name the file or folder itself.'],
};

/** Why a path that somebody named cannot be opened, in words. */
export function unreadable(path: string, cause: NodeJS.ErrnoException): ScanError {
  const known = reasons[cause.code ?? ''];
  if (known === undefined)
    return new ScanError('SOURCE_UNREADABLE', `${path} cannot be opened: ${cause.message}.`, {
      hint: 'Check the path, and that its disk can be read.',
      cause,
    });
  const [says, hint] = known;
  return new ScanError('SOURCE_UNREADABLE', `${path} ${says}.`, { hint, cause });
}
