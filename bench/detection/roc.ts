/** Measures of a score: area under the curve, and what is detected at a rate of false alarms. */

/** Mann and Whitney's U: the chance that an attack scores above a clean one, ties counted half. */
export function areaUnderCurve(clean: readonly number[], attacks: readonly number[]): number {
  const all = [...clean.map((score) => ({ score, attack: 0 })), ...attacks.map((score) => ({ score, attack: 1 }))];
  all.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]!.score === all[from]!.score) to++;
    for (let k = from; k < to; k++) ranks += all[k]!.attack * ((from + 1 + to) / 2);
    from = to;
  }
  return (ranks - (attacks.length * (attacks.length + 1)) / 2) / (attacks.length * clean.length);
}

/** Share of attacks above the threshold that this share of clean scores exceeds. */
export function detectedAt(clean: readonly number[], attacks: readonly number[], falseAlarms: number): number {
  const threshold = clean.toSorted((a, b) => b - a)[Math.floor(falseAlarms * clean.length)] ?? 0;
  return shareAbove(attacks, threshold);
}

export function shareAbove(scores: readonly number[], threshold: number): number {
  return scores.filter((score) => score > threshold).length / scores.length;
}

/** 95 % interval of Wilson (1927) for a share of n. */
export function wilson(share: number, n: number): readonly [number, number] {
  const z = 1.96;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
