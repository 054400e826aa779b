/** What kind of program an executable is, by the names distributions install them under. */
import type { ExecEvent, ParentRef } from '../event/event.ts';

const shells = new Set('sh bash dash ash zsh ksh ksh93 mksh csh tcsh fish rbash'.split(' '));

/**
 * Servers that have no business starting a shell. Language runtimes (php-fpm, java, node, python, ruby) and PostgreSQL are left
 * out on purpose: their clean programs do start shells (`npm start`, `archive_command`), so there the learned chain decides.
 */
const services = new Set(
  `nginx apache2 httpd httpd-prefork lighttpd caddy haproxy envoy traefik varnishd squid redis-server valkey-server memcached
  mysqld mariadbd mongod mongos vsftpd proftpd named unbound dnsmasq nats-server mosquitto slapd smbd dovecot`.split(
    /\s+/,
  ),
);

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The name a program acts under: busybox and the like decide by the name they are called by. */
export function actingName(event: ExecEvent): string {
  const name = baseName(event.process.executable || event.filename);
  if (name !== 'busybox' && name !== 'toybox') return name;
  const called = baseName(event.args[0] ?? event.filename).replace(/^-/, '');
  return called === 'busybox' || called === 'toybox' ? (event.args[1] ?? called) : called;
}

/** The arguments as the acting program sees them, its own name left out. */
export function actingArgs(event: ExecEvent): readonly string[] {
  const applet = ['busybox', 'toybox'].includes(baseName(event.args[0] ?? ''));
  return event.args.slice(applet ? 2 : 1);
}

/** Who ran it: the process it was forked from or, where it was executed in place, the program that gave way to it. */
export function callerOf({ process, replaced }: ExecEvent): ParentRef | undefined {
  return replaced ?? process.parent;
}

/** `was started by \`nginx\``, for the middle of a sentence about the new program. */
export function startedBy(event: ExecEvent): string {
  const by = callerOf(event)?.comm;
  if (event.entered) return 'was put into the container from outside';
  if (event.replaced !== undefined) return `took the place of \`${by || baseName(event.replaced.executable)}\``;
  return by === undefined || by === '' ? 'was started' : `was started by \`${by}\``;
}

export function isShell(event: ExecEvent): boolean {
  return shells.has(actingName(event));
}

export function isService(executable: string): boolean {
  return services.has(baseName(executable));
}
