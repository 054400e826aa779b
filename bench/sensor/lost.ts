/**
 * Reads one thing from the sensor's output: how many events were lost, and of the containers that lost any, how many not.
 *
 * in     the bytes of a run (sensor/include/frame.h)
 * out    the last totals told
 * holds  a tool of the benchmark; the product's decoder is packages/agent/src/sense
 */
const headerBytes = 40;
const frameLost = 8;

export function lostOf(bytes: Buffer): { ringFull: number; delivered: number } {
  let ringFull = 0;
  const delivered = new Map<bigint, number>();
  for (let at = 0; at + headerBytes <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 8);
    if (bytes.readUInt16LE(at + 4) === frameLost) {
      const cgroup = bytes.readBigUInt64LE(at + 32);
      // The host's row holds the sum of what was lost.
      if (cgroup === 0n) ringFull = Number(bytes.readBigUInt64LE(at + headerBytes));
      else delivered.set(cgroup, Number(bytes.readBigUInt64LE(at + headerBytes + 40)));
    }
    at += headerBytes + length;
  }
  return { ringFull, delivered: [...delivered.values()].reduce((sum, one) => sum + one, 0) };
}
