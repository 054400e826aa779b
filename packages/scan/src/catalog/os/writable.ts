/**
 * What anybody in the container can change although the system runs on it.
 *
 * in     modes of files and folders
 * out    those below system folders that all may write, but for folders with the sticky bit
 * holds  symlinks count for nothing: their mode means nothing
 */
import type { Cataloger } from '../cataloger.ts';

const system = /^(?:bin|sbin|lib(?:32|64|x32)?|usr|etc|boot|root)(?:\/|$)/;
const most = 10_000;

export const writableCataloger: Cataloger = {
  id: 'writable',
  version: '1',
  summary: 'World-writable files and folders of the system',
  files: ['*'],
  open(sink) {
    let count = 0;
    return {
      wants({ path, kind, mode }) {
        if ((mode & 0o002) === 0 || (kind !== 'file' && kind !== 'directory')) return 0;
        if ((kind === 'directory' && (mode & 0o1000) !== 0) || !system.test(path)) return 0;
        if (count++ < most) sink.writable(path, mode);
        else sink.passedOver('more world-writable files than are kept');
        return 0;
      },
      look() {},
      close() {},
    };
  },
};
