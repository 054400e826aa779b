import { type AnyCommand, type CommandNode, defineCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { connectionOptions } from '../input/connection-options.ts';
import { asText } from '../input/parse.ts';

/** A shell must not wait: after this it gets what there is. */
const patienceMs = 700;

/** Called by the completion scripts; one candidate a line, a tab before its summary, `:file` or `:directory` for the shell's own. */
export function completeFor(nodes: readonly CommandNode[]): AnyCommand {
  return defineCommand({
    name: '__complete',
    summary: 'Candidates for the word at the cursor',
    hidden: true,
    options: {
      line: {
        flag: '--line',
        value: 'text',
        summary: 'finished words, one a line',
        parse: (text: string) => text,
        required: true,
      },
      word: {
        flag: '--word',
        value: 'text',
        summary: 'the word at the cursor',
        parse: (text: string) => text,
        required: true,
      },
      dataDir: connectionOptions.dataDir,
      server: connectionOptions.server,
      tokenFile: { ...connectionOptions.tokenFile, parse: asText(4096) },
    },
    async run({ options }, context) {
      const { offer } = await import('../complete/tree.ts');
      const words = options.line.split('\n').filter((word) => word !== '');
      const found = offer(nodes, words, options.word);
      if (found.kind === 'words') {
        await context.out.lines(
          found.words.map(({ word, summary }) => (summary === '' ? word : `${word}\t${summary}`)),
        );
      } else if (found.kind === 'file' || found.kind === 'directory') {
        await context.out.line(`:${found.kind}`);
      } else {
        await context.out.lines(await idsQuietly(found.kind, found.prefix, context));
      }
      return exitCodes.ok;
    },
  });
}

/** No server, no rights, too slow: then there is nothing to offer, and a shell's prompt is no place to say so. */
async function idsQuietly(
  kind: 'workload' | 'finding' | 'image',
  prefix: string,
  context: Context,
): Promise<readonly string[]> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)]);
  try {
    const { fetchCandidates } = await import('../complete/fetch-candidates.ts');
    return await fetchCandidates(kind, { prefix, signal, connect: context.connect });
  } catch (error) {
    if (context.env.PLIMSOLL_DEBUG !== undefined) await context.err.line(String(error));
    return [];
  }
}
