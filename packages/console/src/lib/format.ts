/**
 * Numbers as people read them: always with their unit, never a bare percentage.
 *
 * in     plain numbers in the units of the wire contract
 * out    text
 * holds  the same number gives the same text everywhere in the console
 */
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

export function formatCount(value: number): string {
  return whole.format(value);
}

/** `1.2 M`, for headlines; lists and details show the whole number. */
export function formatCompact(value: number): string {
  return value < 10_000 ? whole.format(value) : compact.format(value).replace(/([KMBT])$/, ' $1');
}

/** `1 process start`, `12 process starts`; `many` where adding an s is wrong. */
export function formatAmount(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? whole.format(value) : value.toFixed(1)} ${units[unit]}`;
}

export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0/s';
  if (perSecond < 1) return perSecond < 1 / 60 ? '< 1/min' : `${whole.format(perSecond * 60)}/min`;
  return `${perSecond < 10 ? perSecond.toFixed(1).replace(/\.0$/, '') : formatCompact(Math.round(perSecond))}/s`;
}

/** A chance in 0…1 as odds: `1 in 2,500`. People compare odds better than small percentages. */
export function formatOdds(chance: number): string {
  if (!(chance > 0)) return 'none seen';
  if (chance >= 0.995) return 'every time';
  if (chance > 0.5) return `${Math.min(99, Math.round(chance * 100))} in 100`;
  const one = 1 / chance;
  if (one >= 1e15) return 'less than 1 in 10¹⁵';
  const rounded = one < 10 ? Math.round(one * 10) / 10 : Number(one.toPrecision(2));
  return `1 in ${rounded >= 1e6 ? largeNumber(rounded) : rounded.toLocaleString('en')}`;
}

/** Decimal digits of surprise, −log10 p, as odds. */
export function formatSurprise(digits: number): string {
  return formatOdds(10 ** -digits);
}

/** Decimal digits as a factor: 3 → `1,000 times`. */
export function formatTimes(digits: number): string {
  const factor = 10 ** Math.abs(digits);
  if (factor >= 1e15) return 'more than 10¹⁵ times';
  if (factor < 10) return `${Math.round(factor * 10) / 10} times`;
  const rounded = Number(factor.toPrecision(2));
  return `${rounded >= 1e6 ? largeNumber(rounded) : rounded.toLocaleString('en')} times`;
}

function largeNumber(value: number): string {
  const names = ['million', 'billion', 'trillion'];
  const step = Math.min(names.length - 1, Math.floor(Math.log10(value) / 3) - 2);
  return `${Number((value / 10 ** (6 + 3 * step)).toPrecision(2))} ${names[step]}`;
}

/** 64 hexadecimal digits are for machines; the first twelve are what the runtimes print. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
