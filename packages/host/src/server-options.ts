import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerOptions } from '@plimsoll/server';
import type { Config } from './config/config.ts';
import { HostError, reasonOf } from './errors.ts';

type FromConfig = Omit<ServerOptions, 'log' | 'newId' | 'clock'>;

/** What of the settings is the server's. */
export function serverOptionsOf(config: Config): FromConfig {
  const learning = {
    sliceMs: config['learning.slice'],
    alertBudgetPerDay: config['learning.alertBudgetPerDay'],
    minimumMs: config['learning.minimum'],
    minimumStarts: config['learning.minimumStarts'],
  };
  return {
    dataDir: config.dataDir,
    host: config['listen.address'],
    port: config['listen.port'],
    allowRemote: config['listen.allowRemote'],
    insecureHttp: config['listen.insecureHttp'],
    allowedHosts: config['listen.names'],
    tls: tlsOf(config),
    consoleDir: consoleIn(config),
    settings: { learning, autoPromote: config['learning.autoPromote'] },
  };
}

/** The console's folder, if it holds a built one. */
export function consoleIn(config: Config): string | undefined {
  return existsSync(join(config.console, 'index.html')) ? config.console : undefined;
}

function tlsOf(config: Config): ServerOptions['tls'] {
  const [cert, key] = [config['listen.tlsCert'], config['listen.tlsKey']];
  if (cert === '' && key === '') return undefined;
  if (cert === '' || key === '') {
    throw new HostError('CONFIG_INVALID', 'TLS needs a certificate and its key, and only one of them was given', {
      hint: 'Give both --tls-cert and --tls-key, or neither.',
    });
  }
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch (cause) {
    throw new HostError('CONFIG_UNREADABLE', `The TLS certificate or key cannot be read: ${reasonOf(cause)}`, {
      hint: 'Check the two paths and their permissions.',
      cause,
    });
  }
}
