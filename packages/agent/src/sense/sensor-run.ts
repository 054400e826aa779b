/** One life of the sensor's process: its three pipes and its end. Nothing here restarts anything. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { AgentError, reasonOf } from '../errors.ts';
import { createDecoder, type DecoderGap } from './decoder.ts';
import type { Frame } from './frame.ts';
import { readGathered } from './gather.ts';

export interface SensorRunSink {
  frame(frame: Frame, raw: Buffer): void;
  gap(gap: DecoderGap): void;
}

export interface SensorRunOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sink: SensorRunSink;
}

export interface SensorRun {
  readonly pid: number | undefined;
  /** Resolves when the sensor said yes; rejects with AgentError when it said no or nothing. */
  command(text: string): Promise<void>;
  /** Asks it to flush and end, makes it end after three seconds. */
  stop(): Promise<void>;
  kill(): void;
  readonly ended: Promise<SensorEnding>;
}

export interface SensorEnding {
  /** Undefined when a signal ended it or it could not be started. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Set when there was nothing to start. */
  readonly startError: NodeJS.ErrnoException | undefined;
  /** The last line it wrote for people. */
  readonly lastWords: string;
}

const COMMAND_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 3_000;
const LINE_LIMIT = 2_000;

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: AgentError) => void;
  readonly cancelTimeout: () => void;
}

export function runSensor({ path, clock, log, sink }: SensorRunOptions): SensorRun {
  // Its own session, so that a Ctrl-C meant for us does not end it before we have said goodbye.
  const child = spawn(path, [], { stdio: ['pipe', 'pipe', 'pipe'], env: {}, detached: true });
  // Where no file can be opened any more Node makes no pipes, whatever its types say: the error that follows ends this run.
  const { stdin, stdout, stderr }: Partial<typeof child> = child;
  const waiting = new Map<number, Waiting>();
  let lastCommand = 0;
  let lastWords = '';
  let startError: NodeJS.ErrnoException | undefined;

  const decoder = createDecoder({
    frame(frame, raw) {
      if (frame.type === 'ack') answer(frame.command, frame.status, frame.message);
      sink.frame(frame, raw);
    },
    gap: (gap) => sink.gap(gap),
    unknown: (type, version) =>
      log.warn(
        { type, version },
        'the sensor sends frames that this version cannot read: install both from one release',
      ),
  });
  if (stdout !== undefined) readGathered({ from: stdout, clock, push: decoder.push });
  stdout?.on('error', (error) => log.warn({ error: error.message }, 'reading from the sensor failed'));
  stdin?.on('error', (error) => log.debug({ error: error.message }, 'writing to the sensor failed'));
  if (stderr !== undefined) {
    createInterface({ input: stderr }).on('line', (line) => {
      lastWords = line.slice(0, LINE_LIMIT);
      log.info({ line: lastWords }, 'sensor says');
    });
  }

  const ended = new Promise<SensorEnding>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      startError = error;
      if (child.pid === undefined) finish(undefined, undefined);
    });
    child.on('close', (code, signal) => finish(code ?? undefined, signal ?? undefined));

    function finish(code: number | undefined, signal: string | undefined): void {
      decoder.end();
      refuseAll();
      resolve({ code, signal, startError, lastWords });
    }
  });

  function command(text: string): Promise<void> {
    lastCommand += 1;
    const number = lastCommand;
    return new Promise((resolve, reject) => {
      const cancelTimeout = clock.after(COMMAND_TIMEOUT_MS, () => {
        waiting.delete(number);
        reject(
          new AgentError(
            'SENSOR_COMMAND_TIMEOUT',
            `The sensor did not answer "${text}" within ${COMMAND_TIMEOUT_MS} ms.`,
            {
              hint: 'If this repeats, look for the load on this host; the sensor is restarted when it stops answering altogether.',
            },
          ),
        );
      });
      waiting.set(number, { text, resolve, reject, cancelTimeout });
      stdin?.write(`${number} ${text}\n`);
    });
  }

  function answer(number: number, status: number, message: string): void {
    const asked = waiting.get(number);
    if (asked === undefined) return;
    waiting.delete(number);
    asked.cancelTimeout();
    if (status === 0) asked.resolve();
    else
      asked.reject(
        new AgentError(
          'SENSOR_COMMAND_REFUSED',
          `The sensor refused "${asked.text}": ${message || `error ${status}`}.`,
          {
            hint: 'The container may be gone; otherwise sensor and agent must come from one release.',
          },
        ),
      );
  }

  function refuseAll(): void {
    for (const asked of waiting.values()) {
      asked.cancelTimeout();
      asked.reject(
        new AgentError('SENSOR_NOT_RUNNING', `The command "${asked.text}" was not answered: the sensor ended.`, {
          hint: 'It is sent again when the sensor is back.',
        }),
      );
    }
    waiting.clear();
  }

  async function stop(): Promise<void> {
    stdin?.end();
    signal('SIGTERM');
    const cancel = clock.after(STOP_TIMEOUT_MS, () => signal('SIGKILL'));
    await ended;
    cancel();
  }

  /** In the tick in which a start failed the child has a handle but no pid: Node would signal pid 0, our own process group. */
  function signal(name: 'SIGTERM' | 'SIGKILL'): void {
    if (child.pid !== undefined) child.kill(name);
  }

  return { pid: child.pid, command, stop, kill: () => signal('SIGKILL'), ended };
}

/** A run's ending in a few words, for logs and for people. */
export function describeEnding({ code, signal, startError, lastWords }: SensorEnding): string {
  const how = startError
    ? `could not be started: ${reasonOf(startError)}`
    : signal
      ? `was ended by ${signal}`
      : `ended with code ${code ?? 'unknown'}`;
  return lastWords === '' ? how : `${how}: ${lastWords}`;
}
