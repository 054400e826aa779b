/**
 * NuGet's order: semantic versions with up to four numbers, pre-release labels without regard to case, no build metadata.
 * https://learn.microsoft.com/nuget/concepts/package-versioning
 */
import { isDigit, orderDigits, orderText, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

interface NugetVersion {
  readonly numbers: readonly string[];
  /** [] for a release. */
  readonly labels: readonly string[];
}

const pattern = /^[vV]?(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/;

export const nuget = versionOrder<NugetVersion>('nuget', read, (a, b) => {
  for (let i = 0; i < 4; i++) {
    const order = orderDigits(a.numbers[i] ?? '0', b.numbers[i] ?? '0');
    if (order !== 0) return order;
  }
  if (a.labels.length === 0 || b.labels.length === 0) return b.labels.length - a.labels.length;
  for (let i = 0; i < a.labels.length && i < b.labels.length; i++) {
    const order = orderLabels(a.labels[i] ?? '', b.labels[i] ?? '');
    if (order !== 0) return order;
  }
  return a.labels.length - b.labels.length;
});

function read(text: string): NugetVersion | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, numbers = '', labels] = match;
  return {
    numbers: numbers.split('.').map(withoutLeadingZeros),
    labels:
      labels
        ?.toLowerCase()
        .split('.')
        .map((label) => (/^\d+$/.test(label) ? withoutLeadingZeros(label) : label)) ?? [],
  };
}

function orderLabels(a: string, b: string): number {
  const digits = isNumber(a);
  if (digits !== isNumber(b)) return digits ? -1 : 1;
  return digits ? orderDigits(a, b) : orderText(a, b);
}

function isNumber(label: string): boolean {
  for (let i = 0; i < label.length; i++) if (!isDigit(label.charCodeAt(i))) return false;
  return true;
}
