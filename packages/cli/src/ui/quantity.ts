/** `1 finding`, `2 findings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${short(count)} ${count === 1 ? one : many}`;
}

/** `950`, `12.3 k`, `1.2 M`, `3.4 G`. */
export function short(count: number): string {
  if (count < 10_000) return String(Math.round(count * 10) / 10);
  const [value, unit] = count < 1e6 ? [count / 1e3, 'k'] : count < 1e9 ? [count / 1e6, 'M'] : [count / 1e9, 'G'];
  return `${value.toFixed(1)} ${unit}`;
}

/** A chance in 0…1 as people read it: `71 %`, `0.4 %`, `under 0.01 %`. */
export function percent(chance: number): string {
  const value = chance * 100;
  if (value === 0) return '0 %';
  if (value < 0.01) return 'under 0.01 %';
  return `${value < 1 ? value.toFixed(2) : value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}

export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 ** 2) return `${(count / 1024).toFixed(1)} KiB`;
  if (count < 1024 ** 3) return `${(count / 1024 ** 2).toFixed(1)} MiB`;
  return `${(count / 1024 ** 3).toFixed(1)} GiB`;
}
