/** What every benchmark prints: a few lines for people, or with `--json` one object as the last line. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it was measured against, in the same run. */
  readonly peer: string;
  /** The value by the peer's. */
  readonly ratio: number;
  readonly runs: number;
  readonly method: string;
  readonly [more: string]: unknown;
}

export const asJson = process.argv.includes('--json');

/** Progress: on stderr, so that stdout is the result alone. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function report(result: Result): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const width = Math.max(...Object.keys(result).map((key) => key.length));
  const lines = Object.entries(result).map(
    ([key, value]) => `${key.padEnd(width)}  ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** @param share 0…1; 0.5 is the median. Nearest rank; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
