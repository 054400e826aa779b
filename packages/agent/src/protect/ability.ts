/** Whether anything can be stopped on this node, asked of the sensor once it runs: the kernel's answer does not change. */
import { z } from 'zod';
import { reasonOf } from '../errors.ts';
import type { ProbeResult } from '../sense/probe.ts';
import type { SensorStatus } from '../sense/sensor.ts';

export interface Ability {
  /** The sensor runs: ask what it may do here, unless that is known. */
  ask(): void;
  /** Why nothing can be stopped here, as a sentence; null when it can, or while nobody knows better. */
  cannotPrevent(sensor: SensorStatus): string | null;
  /** Nobody waits for an answer any more. */
  stop(): void;
}

export interface AbilityOptions {
  readonly probe: (signal: AbortSignal) => Promise<ProbeResult>;
  /** Told when the sensor cannot be asked. */
  readonly failed: (why: string) => void;
}

const Signal = z.object({ send_signal: z.object({ ok: z.boolean(), why: z.string() }) });

export function createAbility({ probe, failed }: AbilityOptions): Ability {
  let answer: { readonly refused: string | null } | undefined;
  let isAsking = false;
  const stopped = new AbortController();

  async function find(): Promise<void> {
    isAsking = true;
    try {
      const { facts } = await probe(stopped.signal);
      const { ok, why } = Signal.parse(facts).send_signal;
      answer = { refused: ok ? null : `This kernel does not let the sensor end a program: ${why}.` };
    } catch (error) {
      if (!stopped.signal.aborted) failed(reasonOf(error));
    }
    isAsking = false;
  }

  return {
    ask() {
      if (answer === undefined && !isAsking && !stopped.signal.aborted) void find();
    },
    cannotPrevent({ state, reason }) {
      if (state === 'unavailable') return reason?.why ?? 'The sensor cannot run here.';
      return answer?.refused ?? null;
    },
    stop: () => stopped.abort(),
  };
}
