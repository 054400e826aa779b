/** What this kernel allows the sensor to do, as the sensor itself tells. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { AgentError, reasonOf } from '../errors.ts';
import { EXIT_NOT_ALLOWED } from './unavailable.ts';

const execute = promisify(execFile);

export const Probe = z.record(z.string(), z.unknown());
export type Probe = z.infer<typeof Probe>;

export interface ProbeResult {
  /** Whether the sensor can run here. */
  readonly able: boolean;
  readonly facts: Probe;
}

/** @param signal ends the question, and the sensor that was asked */
export async function probe(sensorPath: string, signal?: AbortSignal): Promise<ProbeResult> {
  try {
    const limits = { timeout: 10_000, maxBuffer: 256 * 1024 };
    const { stdout } = await execute(sensorPath, ['--probe'], { ...limits, ...(signal !== undefined && { signal }) });
    return { able: true, facts: parse(sensorPath, stdout) };
  } catch (error) {
    if (error instanceof AgentError) throw error;
    const { code, stdout } = error as { code?: unknown; stdout?: unknown };
    if (code === EXIT_NOT_ALLOWED && typeof stdout === 'string')
      return { able: false, facts: parse(sensorPath, stdout) };
    throw new AgentError('SENSOR_PROBE_FAILED', `The sensor at ${sensorPath} could not be asked: ${reasonOf(error)}.`, {
      hint: 'Build it with: ./dev build',
      cause: error,
    });
  }
}

function parse(sensorPath: string, text: string): Probe {
  try {
    return Probe.parse(JSON.parse(text));
  } catch (error) {
    throw new AgentError('SENSOR_PROBE_FAILED', `The sensor at ${sensorPath} answered something that is not JSON.`, {
      hint: 'Sensor and agent must come from one release.',
      cause: error,
    });
  }
}
