import type { BaselineChange, BaselineView, LearnedThing } from '@plimsoll/api';
import { type AnyCommand, defineCommand } from '../command.ts';
import { resolveWorkload } from '../connect/resolve-workload.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { asText } from '../input/parse.ts';
import { jsonText, printable } from '../ui/printable.ts';

export const baselineTrust = reviewAs('trust', {
  trust: 'trusted',
  summary: 'What was learned only once belongs to the workload',
  example: 'plimsoll baseline trust web /usr/bin/certbot --reason "renews the certificate"',
  said: 'is trusted',
});
export const baselineReject = reviewAs('reject', {
  trust: 'rejected',
  summary: 'What was learned does not belong: forget it, and do not learn it again',
  example: 'plimsoll baseline reject web /usr/bin/curl --reason "nobody of us did that"',
  said: 'is forgotten, and not learned again',
});
export const baselineRelearn = reviewAs('relearn', {
  trust: 'unknown',
  summary: 'Take a rejection back: learn it when it is seen again',
  example: 'plimsoll baseline relearn web /usr/bin/curl --reason "a health check after all"',
  said: 'is learned when it is seen again',
});

interface Review {
  readonly trust: BaselineChange['trust'];
  readonly summary: string;
  readonly example: string;
  readonly said: string;
}

function reviewAs(name: string, { trust, summary, example, said }: Review): AnyCommand {
  return defineCommand({
    name,
    summary,
    args: [
      { name: 'workload', summary: 'its id, or the beginning of it', completes: 'workload' },
      { name: 'what', summary: 'the path of a program, or the name of a system call' },
    ],
    options: {
      reason: {
        flag: '--reason',
        value: 'text',
        summary: 'why; kept with the change',
        parse: asText(2000),
        required: true,
      },
      args: {
        flag: '--args',
        value: 'template',
        summary: 'only with these arguments, as `baseline show` has them',
        parse: asText(1024),
        otherwise: 'every way the program was started that this can be said of',
      },
    },
    examples: [example],
    json: 'the baseline afterwards, for people, as one JSON object',
    connects: true,
    async run({ args: [typed = '', what = ''], options, json }, { connect, out, signal }) {
      const { client } = await connect();
      const { id } = await resolveWorkload(client, typed, signal);
      let view = await client.getBaseline({ params: { workload: id } }, { signal });
      const things = thingsNamed(what, options.args, candidates(view, trust));
      if (things.length === 0) throw nothingNamed(what, trust);
      for (const thing of things) {
        const body = { thing, trust, reason: options.reason };
        view = await client.changeBaseline({ params: { workload: id }, body }, { signal });
        if (!json) await out.line(`${printable(wordsOf(thing))} ${said}`);
      }
      if (json) await out.line(jsonText(view, 2));
      return exitCodes.ok;
    },
  });
}

/** What can be trusted is what was seen once; what can be rejected is all that is known; what can be relearned is what was rejected. */
function candidates(view: BaselineView, trust: BaselineChange['trust']): readonly LearnedThing[] {
  if (trust === 'unknown') return view.rejected.map(({ thing }) => thing);
  const wanted = (each: { readonly trust: string }) => trust === 'rejected' || each.trust === 'probationary';
  return [
    ...view.processes
      .filter(wanted)
      .map(({ parent, executable, args, uid }) => ({ behaviour: 'process' as const, parent, executable, args, uid })),
    ...view.syscalls.filter(wanted).map(({ name }) => ({ behaviour: 'syscall' as const, name })),
  ];
}

function thingsNamed(what: string, args: string | undefined, things: readonly LearnedThing[]): readonly LearnedThing[] {
  const named = things.filter((thing) =>
    thing.behaviour === 'syscall'
      ? thing.name === what && args === undefined
      : thing.executable === what && (args === undefined || thing.args === args),
  );
  // Starts that differ in what is not shown here (capabilities, terminal) are one thing to say something of.
  return [...new Map(named.map((thing) => [JSON.stringify(thing), thing])).values()];
}

function wordsOf(thing: LearnedThing): string {
  if (thing.behaviour === 'syscall') return `system call ${thing.name}`;
  return `${[thing.executable, thing.args].filter((text) => text !== '').join(' ')}, started by ${thing.parent} as uid ${thing.uid},`;
}

function nothingNamed(what: string, trust: BaselineChange['trust']): CliError {
  const kinds = { trusted: 'was learned once', rejected: 'was learned', unknown: 'was rejected' } as const;
  return new CliError('NOT_FOUND', `No program or system call "${what}" ${kinds[trust]}`, {
    hint: '`plimsoll baseline show` lists them; give the name exactly as it is there.',
  });
}
