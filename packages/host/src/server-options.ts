import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultScanSettings, openScanWorker, type ScanWorker, type ServerOptions } from '@plimsoll/server';
import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import { advisoriesBeside, type Surroundings } from './config/places.ts';
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
    settings: { learning, autoPromote: config['learning.autoPromote'], scan: scanSettingsOf(config) },
  };
}

function scanSettingsOf(config: Config): NonNullable<ServerOptions['settings']>['scan'] & {} {
  const mirror = config['advisories.mirror'];
  return {
    ...defaultScanSettings,
    atOnce: config['scan.atOnce'],
    onContainerStart: config['scan.onStart'],
    onPull: config['scan.onPull'],
    advisoriesEveryMs: config['advisories.every'],
    mirror: mirror === '' ? undefined : mirror,
  };
}

/** undefined when scanning is off, or when nobody says how to start a worker. */
export function scanWorkerOf(
  config: Config,
  { command, engine, log, surroundings }: ScanWorkerParts,
): ScanWorker | undefined {
  if (!config['scan.on'] || command === undefined) return undefined;
  const given = config['advisories.directory'];
  const advisories = given === '' ? advisoriesBeside(config.dataDir, surroundings) : given;
  const atOnce = config['scan.atOnce'];
  return openScanWorker({ dataDir: config.dataDir, advisories, dockerSocket: engine, command, log, atOnce });
}

export interface ScanWorkerParts {
  /** Program and arguments that start a worker. */
  readonly command: readonly [string, ...string[]] | undefined;
  /** The engine's socket; undefined for where it listens by default. */
  readonly engine: string | undefined;
  readonly log: Logger;
  readonly surroundings: Surroundings;
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
