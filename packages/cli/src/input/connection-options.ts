import type { OptionSpecs } from '../command.ts';
import { asServerUrl, asText } from './parse.ts';

/** Every command that asks a server takes these. The token itself is never an argument: any user could read it there. */
export const connectionOptions = {
  server: {
    flag: '--server',
    value: 'url',
    summary: 'ask this server, with the token from PLIMSOLL_TOKEN or --token-file',
    parse: asServerUrl,
    otherwise: 'the one on this host, through its socket, without a token',
  },
  tokenFile: {
    flag: '--token-file',
    value: 'file',
    summary: 'file that holds the token for --server',
    parse: asText(4096),
    completes: 'file',
  },
  dataDir: {
    flag: '--data-dir',
    value: 'directory',
    summary: "where this host's Plimsoll keeps its data and its socket",
    parse: asText(4096),
    completes: 'directory',
    otherwise: 'PLIMSOLL_DATA_DIR, the config file, or the default',
  },
} as const satisfies OptionSpecs;
