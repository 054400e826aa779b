/**
 * What can be run: programs, scripts, and whatever runs with somebody else's rights.
 *
 * in     regular files with an execute, setuid or setgid bit or file capabilities; the first page of each
 * out    one fact a program
 * holds  a file that the kernel could not start by itself is listed only when it carries rights: images copied from elsewhere have the
 *        execute bit on everything
 */
import type { FactSink, LayerPass } from '../../facts/analyzer.ts';
import type { LayerEntry } from '../../source/source.ts';
import type { Cataloger } from '../cataloger.ts';
import { executableHead } from './elf-head.ts';
import { capabilitiesText } from './file-capabilities.ts';

const headBytes = 4096;
const mostExecutables = 20_000;

export const executablesCataloger: Cataloger = {
  id: 'executables',
  version: '1',
  summary: 'Programs and scripts, with setuid, setgid and file capabilities; which are static or packed',
  files: ['*'],
  open: (sink) => createPass(sink),
};

function createPass(sink: FactSink): LayerPass {
  let executables = 0;
  return {
    wants(entry) {
      return runs(entry) ? headBytes : 0;
    },
    look({ entry, bytes }) {
      if (!runs(entry)) return;
      // Others may have asked for more; what is said here must not depend on them.
      const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, headBytes));
      const { format, ...rest } = executableHead(head, entry.path);
      const capabilities = capabilitiesText(entry.capabilities);
      if (format === 'other' && (entry.mode & 0o6000) === 0 && capabilities.length === 0) return;
      if (executables++ >= mostExecutables) {
        sink.passedOver('more executables than are kept');
        return;
      }
      const { path, mode, bytes: size, uid } = entry;
      sink.executable({ path, mode, bytes: size, uid, format, ...rest, capabilities });
    },
    close() {},
  };
}

function runs({ kind, mode, capabilities }: LayerEntry): boolean {
  return kind === 'file' && ((mode & 0o6111) !== 0 || capabilities !== undefined);
}
