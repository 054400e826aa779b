import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { advisoriesDir, advisoryOptions } from '../input/advisory-options.ts';
import { asText } from '../input/parse.ts';
import { printable } from '../ui/printable.ts';

export const advisoriesServe = defineCommand({
  name: 'serve',
  summary: 'Serve the feeds to other hosts, as a mirror',
  detail: [
    'Read-only, without TLS and without a password: put a proxy before it where that',
    'matters. Serves what `advisories update --keep-raw` kept, or the folder that',
    '--mirror names. Others read it with `advisories update --from http://…`.',
    'Runs until Ctrl-C.',
  ].join('\n'),
  options: {
    listen: {
      flag: '--listen',
      value: 'address',
      summary: 'address and port',
      parse: asAddress,
      otherwise: '127.0.0.1:7466',
    },
    allowRemote: { flag: '--allow-remote', summary: 'listen on an address that other hosts reach' },
    mirror: {
      flag: '--mirror',
      value: 'directory',
      summary: 'serve this mirror folder',
      parse: asText(4096),
      completes: 'directory',
      otherwise: 'what --keep-raw kept',
    },
    ...advisoryOptions,
  },
  examples: ['plimsoll advisories serve', 'plimsoll advisories serve --listen 10.0.0.5:7466 --allow-remote'],
  async run({ options }, { err, env, signal }) {
    const [{ mirrorFolder, serveAdvisories }, { surroundingsOf }] = await Promise.all([
      import('@plimsoll/scan'),
      import('@plimsoll/host/settings'),
    ]);
    const { host, port } = options.listen ?? { host: '127.0.0.1', port: 7466 };
    if (!isLoopback(host) && !options.allowRemote) {
      throw new CliError('USAGE', `${host} can be reached by other hosts`, {
        hint: 'Add --allow-remote if that is what you want: there is neither TLS nor a password.',
      });
    }
    const folder =
      options.mirror ?? mirrorFolder(advisoriesDir(options.advisories, { ...surroundingsOf(process), env }));
    if (!existsSync(folder)) {
      throw new CliError('FILE_UNREADABLE', `There is no mirror folder ${folder}`, {
        hint: 'Run `plimsoll advisories update --keep-raw` first, or name a folder with --mirror.',
      });
    }
    const onRequest = ({ method, path, status }: { method: string; path: string; status: number }) =>
      void err.line(`${status} ${printable(method)} ${printable(path.slice(0, 200))}`);
    const server = await serveAdvisories({ folder, host, port, onRequest });
    await err.line(`Serving ${printable(folder)} at ${server.url} until Ctrl-C.`);
    if (!signal.aborted) await once(signal, 'abort');
    await server.close();
    return exitCodes.ok;
  },
});

/** `127.0.0.1:7466`, `[::1]:7466`, `:7466` for loopback. */
export function asAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? Number.NaN);
  if (match === null || !(port <= 65_535)) {
    throw new CliError('USAGE', `"${text}" is not an address and a port`, {
      hint: 'Give one like 127.0.0.1:7466 or [::1]:7466.',
    });
  }
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
