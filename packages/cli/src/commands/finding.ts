import type { FindingChange } from '@plimsoll/api';
import { type AnyCommand, type CommandGroup, defineCommand } from '../command.ts';
import { resolveFinding } from '../connect/resolve-finding.ts';
import { exitCodes } from '../exit-code.ts';
import { asChoice, asText } from '../input/parse.ts';
import { jsonText, printable } from '../ui/printable.ts';

const id = { name: 'finding', summary: 'its id, or the beginning of it', completes: 'finding' } as const;
const reason = {
  flag: '--reason',
  value: 'text',
  summary: 'why; kept with the change',
  parse: asText(2000),
  required: true,
} as const;

const expect = defineCommand({
  name: 'expect',
  summary: 'This is expected: learn it, so that it does not come back',
  args: [id],
  options: { reason, once: { flag: '--once', summary: 'mark only this one; learn nothing' } },
  examples: ['plimsoll finding expect 0198c2f4 --reason "nightly backup"'],
  json: 'the changed finding as one JSON object',
  connects: true,
  run: ({ args: [typed = ''], options, json }, context) =>
    change(
      {
        typed,
        json,
        body: { state: 'expected', reason: options.reason, learn: !options.once },
        said: options.once ? 'is marked as expected' : 'is expected from now on',
      },
      context,
    ),
});

const acknowledge = changeTo('acknowledge', {
  state: 'acknowledged',
  summary: 'Somebody is looking at it',
  said: 'is acknowledged',
});
const verdicts = ['confirmed', 'harmless'] as const;
const asVerdict = asChoice(verdicts);
const resolve = defineCommand({
  name: 'resolve',
  summary: 'It is dealt with',
  args: [id],
  options: {
    reason,
    verdict: {
      flag: '--verdict',
      value: 'word',
      summary: 'what it turned out to be: confirmed (it was real) or harmless (it was not, and is not learned)',
      parse: asVerdict,
      completes: verdicts,
    },
  },
  examples: ['plimsoll finding resolve 0198c2f4 --verdict confirmed --reason "image rebuilt, secrets renewed"'],
  json: 'the changed finding as one JSON object',
  connects: true,
  run: ({ args: [typed = ''], options, json }, context) =>
    change(
      {
        typed,
        json,
        body: { state: 'resolved', verdict: options.verdict, reason: options.reason, learn: false },
        said: options.verdict === undefined ? 'is resolved' : `is resolved as ${options.verdict}`,
      },
      context,
    ),
});
const reopen = changeTo('reopen', { state: 'open', summary: 'It is not dealt with after all', said: 'is open again' });

export const finding: CommandGroup = {
  name: 'finding',
  summary: 'Say what became of a finding',
  commands: [expect, acknowledge, resolve, reopen],
};

function changeTo(
  name: string,
  { state, summary, said }: { state: FindingChange['state']; summary: string; said: string },
): AnyCommand {
  return defineCommand({
    name,
    summary,
    args: [id],
    options: { reason },
    json: 'the changed finding as one JSON object',
    connects: true,
    run: ({ args: [typed = ''], options, json }, context) =>
      change({ typed, json, body: { state, reason: options.reason, learn: false }, said }, context),
  });
}

interface ChangeRequest {
  readonly typed: string;
  readonly json: boolean;
  readonly body: FindingChange;
  readonly said: string;
}

async function change(
  { typed, json, body, said }: ChangeRequest,
  { connect, out, signal }: Parameters<AnyCommand['run']>[1],
) {
  const { client } = await connect();
  const found = await resolveFinding(client, typed, signal);
  const changed = await client.changeFinding({ params: { finding: found }, body }, { signal });
  await out.line(json ? jsonText(changed, 2) : `${changed.id} ${said}: ${printable(changed.sentence)}`);
  return exitCodes.ok;
}
