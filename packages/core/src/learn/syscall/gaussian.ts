/**
 * A Gaussian of log counts, and how far above it a window lies.
 *
 * in     windows as vectors of log(1 + count)
 * out    the part of Mahalanobis' squared distance that comes from counts above their mean, by syscall
 * holds  parts are never negative; a window that does less than usual (an idle workload) is not far
 *
 * d² = zᵀ Σ⁻¹ z = Σᵢ zᵢ (Σ⁻¹z)ᵢ, and only terms with zᵢ > 0 count: activity that was added, given everything else in the window.
 * The covariance is ridged by 0.02 + D/2n, so that it can be inverted and few windows are not taken for precise ones.
 */
export interface Gaussian {
  readonly mean: Float64Array;
  /** Inverse covariance, D × D, row by row. */
  readonly precision: Float64Array;
}

export function fitGaussian(rows: readonly Float64Array[], dimensions: number): Gaussian {
  const n = rows.length;
  const mean = new Float64Array(dimensions);
  for (const row of rows) for (let i = 0; i < dimensions; i++) mean[i] = at(mean, i) + at(row, i) / n;
  const covariance = new Float64Array(dimensions * dimensions);
  for (const row of rows) {
    for (let i = 0; i < dimensions; i++) {
      const zi = (at(row, i) - at(mean, i)) / n;
      if (zi === 0) continue;
      for (let j = 0; j <= i; j++) {
        const cell = i * dimensions + j;
        covariance[cell] = at(covariance, cell) + zi * (at(row, j) - at(mean, j));
      }
    }
  }
  const ridge = 0.02 + dimensions / (2 * Math.max(1, n));
  for (let i = 0; i < dimensions; i++) covariance[i * dimensions + i] = at(covariance, i * dimensions + i) + ridge;
  return { mean, precision: inverse(covariance, dimensions) };
}

/** What each dimension adds to the squared distance, in `parts`; returns their sum. */
export function partsAbove({ mean, precision }: Gaussian, row: Float64Array, parts: Float64Array): number {
  const dimensions = mean.length;
  let [above, all] = [0, 0];
  for (let i = 0; i < dimensions; i++) {
    const zi = at(row, i) - at(mean, i);
    let projected = 0;
    const from = i * dimensions;
    for (let j = 0; j < dimensions; j++) projected += at(precision, from + j) * (at(row, j) - at(mean, j));
    const part = zi * projected;
    all += part;
    parts[i] = zi > 0 ? Math.max(0, part) : 0;
    above += zi > 0 ? part : 0;
  }
  // Correlated dimensions can make single terms far larger than the whole distance.
  return Math.max(0, Math.min(above, 2.25 * all));
}

/** Of a symmetric positive definite matrix given by its lower half: Cholesky, then by columns. */
function inverse(lower: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(lower);
  for (let j = 0; j < size; j++) {
    let diagonal = at(factor, j * size + j);
    for (let k = 0; k < j; k++) diagonal -= at(factor, j * size + k) ** 2;
    const root = Math.sqrt(Math.max(diagonal, 1e-12));
    factor[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let sum = at(factor, i * size + j);
      for (let k = 0; k < j; k++) sum -= at(factor, i * size + k) * at(factor, j * size + k);
      factor[i * size + j] = sum / root;
    }
  }
  const result = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let c = 0; c < size; c++) {
    for (let i = 0; i < size; i++) {
      let sum = i === c ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= at(factor, i * size + k) * at(column, k);
      column[i] = sum / at(factor, i * size + i);
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = at(column, i);
      for (let k = i + 1; k < size; k++) sum -= at(factor, k * size + i) * at(column, k);
      column[i] = sum / at(factor, i * size + i);
    }
    for (let i = 0; i < size; i++) result[i * size + c] = at(column, i);
  }
  return result;
}

function at(values: Float64Array, i: number): number {
  return values[i] as number;
}
