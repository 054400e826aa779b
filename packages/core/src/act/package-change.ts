/** Package managers that would change what is installed; queries (`dpkg -l`, `rpm -qa`, `npm start`) are left to the chain. */
const always = new Set('apt apt-get aptitude yum dnf dnf5 microdnf tdnf zypper pacman opkg emerge'.split(' '));

const changes: ReadonlyMap<string, (args: readonly string[]) => boolean> = new Map([
  ['apk', (args) => ['add', 'del', 'fix', 'upgrade', 'update'].some((verb) => args.includes(verb))],
  ['dpkg', (args) => args.some((a) => /^(?:-i|-r|-P|--install|--remove|--purge|--unpack|--configure)$/.test(a))],
  ['rpm', (args) => args.some((a) => /^(?:-[ieUF]\w*|--install|--erase|--upgrade|--freshen)$/.test(a))],
  ['pip', installs],
  ['pip3', installs],
  ['gem', installs],
  ['npm', installs],
  ['yarn', (args) => args[0] === 'add' || args[0] === 'install'],
  ['pnpm', (args) => args[0] === 'add' || args[0] === 'install'],
]);

export function isPackageChange(name: string, args: readonly string[]): boolean {
  return always.has(name) || (changes.get(name)?.(args) ?? false);
}

function installs(args: readonly string[]): boolean {
  return ['install', 'i', 'add', 'ci', 'uninstall'].includes(args.find((a) => !a.startsWith('-')) ?? '');
}
