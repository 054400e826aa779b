import { type ProbeResult, probe } from '@plimsoll/agent';

/** What this kernel and these rights allow, as the sensor tells. @throws AgentError SENSOR_PROBE_FAILED */
export function probeHost(sensorPath: string): Promise<ProbeResult> {
  return probe(sensorPath);
}
