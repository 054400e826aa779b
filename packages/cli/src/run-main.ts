/**
 * One call of the command in one process.
 *
 * in     the process: its words, environment and streams
 * out    the exit code; answers on stdout, errors and progress on stderr
 * holds  a reader that goes away ends the command quietly; Ctrl-C ends it cleanly, a second one at once
 */
import type { EpochMs } from '@plimsoll/core';
import { surroundingsOf } from '@plimsoll/host/settings';
import { completeFor } from './commands/complete.ts';
import { commands } from './commands/registry.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { type Invocation, parseCommandLine } from './program.ts';
import { reportFailure } from './report-failure.ts';
import { createOutput, isGone } from './ui/output.ts';
import { productVersion } from './version.ts';

export async function runMain(host: NodeJS.Process): Promise<number> {
  const ending = new AbortController();
  // Node would end the process with a stack trace when a pipe breaks outside of a write's own callback.
  // What else is wrong with one is told by the write that failed.
  for (const stream of [host.stdout, host.stderr])
    stream.on('error', (error) => {
      if (isGone(error)) ending.abort('closed');
    });
  const outputs = { env: host.env, closed: () => ending.abort('closed') };
  const out = createOutput(host.stdout, outputs);
  const err = createOutput(host.stderr, outputs);
  let stopListening = () => {};
  try {
    const parsed = parseCommandLine(host.argv.slice(2), {
      nodes: [...commands, completeFor(commands)],
      version: productVersion(),
      output: {
        out: (text) => host.stdout.write(text),
        err: (text) => host.stderr.write(text),
        width: out.width ?? err.width ?? 100,
      },
    });
    if ('exit' in parsed) return parsed.exit;
    if (parsed.run.command.ownsSignals !== true) stopListening = endOnSignals(host, ending);
    const context = contextOf(parsed.run, { host, out, err, signal: ending.signal });
    return await parsed.run.command.run(parsed.run, context);
  } catch (error) {
    if (ending.signal.reason === 'closed') return exitCodes.ok;
    if (ending.signal.aborted) return exitCodes.interrupted;
    return await reportFailure(error, err, host.env);
  } finally {
    stopListening();
  }
}

function contextOf(
  { options }: Invocation,
  { host, out, err, signal }: { host: NodeJS.Process } & Pick<Context, 'out' | 'err' | 'signal'>,
): Context {
  const dataDir = typeof options.dataDir === 'string' ? options.dataDir : undefined;
  return {
    env: host.env,
    out,
    err,
    signal,
    now: nowOf(host.env),
    dataDir,
    async connect() {
      const [{ openConnection }, { targetOf }] = await Promise.all([
        import('./connect/connection.ts'),
        import('./connect/target.ts'),
      ]);
      const server = options.server instanceof URL ? options.server : undefined;
      const tokenFile = typeof options.tokenFile === 'string' ? options.tokenFile : undefined;
      return openConnection(await targetOf({ server, tokenFile, dataDir }, surroundingsOf(host)));
    },
  };
}

/** SOURCE_DATE_EPOCH (reproducible-builds.org) fixes what "ago" is counted from, so that documents and tests are stable. */
function nowOf(env: Context['env']): () => EpochMs {
  const fixed = Number(env.SOURCE_DATE_EPOCH || Number.NaN) * 1000;
  return () => (Number.isFinite(fixed) ? fixed : Date.now()) as EpochMs;
}

function endOnSignals(host: NodeJS.Process, ending: AbortController): () => void {
  const end = () => {
    if (ending.signal.aborted) host.exit(exitCodes.interrupted);
    ending.abort('interrupted');
  };
  host.on('SIGINT', end);
  host.on('SIGTERM', end);
  return () => {
    host.off('SIGINT', end);
    host.off('SIGTERM', end);
  };
}
