/**
 * Where an image departs from what its repository's images were so far, or, while there are too few of those, from its peers.
 *
 * in     a norm and a profile
 * out    findings with digits of surprise and a sentence that says what is new
 * holds  with fewer than five images nothing is said; a clean version is to be told with a chance of one in twenty at most, over all
 *        aspects together (Bonferroni); what the norm holds already is never a departure
 */
import type { DepartureFinding } from '@plimsoll/core';
import { itemModels, type NumberModel, numberModels } from './aspect.ts';
import { type ImageNorm, itemAspects, nearest, numberAspects } from './norm.ts';
import type { ImageProfile, ItemAspect, NumberAspect } from './profile.ts';
import { studentTail } from './student.ts';

export interface DeparturesOptions {
  /** Learned from the newest images of other repositories. */
  readonly peers: ImageNorm | undefined;
}

export const imagesNeeded = 5;
export const peersNeeded = 10;
const falseAlarms = 0.05;
const aspects = itemAspects.length + numberAspects.length + 1;
/** What a departure must have in digits. */
export const digitsNeeded = Math.log10(aspects / falseAlarms);
const itemsNamed = 3;
/** Weight of the prior scale, in versions. */
const priorWeight = 4;

/** Most surprising first; [] while there is too little to go by, and `normNote` says so. */
export function departures(
  norm: ImageNorm,
  profile: ImageProfile,
  { peers }: DeparturesOptions,
): readonly DepartureFinding[] {
  const judge =
    norm.images >= imagesNeeded ? norm : peers !== undefined && peers.images >= peersNeeded ? peers : undefined;
  if (judge === undefined) return [];
  const found = [
    ...itemAspects.map((aspect) => itemDeparture(judge, profile, aspect, peers)),
    ...numberAspects.map((aspect) => numberDeparture(judge, profile, aspect)),
    packageDeparture(judge, profile),
  ];
  return found.filter((one) => one !== undefined).sort((a, b) => b.digits - a.digits);
}

/** Why nothing is said, if so. */
export function normNote(norm: ImageNorm, { peers }: DeparturesOptions): string | undefined {
  if (norm.images >= imagesNeeded) return undefined;
  const few = `${norm.images} earlier image${norm.images === 1 ? '' : 's'} of the repository ${norm.images === 1 ? 'is' : 'are'} known, and a norm needs ${imagesNeeded}`;
  if (peers === undefined || peers.images < peersNeeded) return `${few}: departures were not judged.`;
  return `${few}: departures were judged against ${peers.images} other repositories.`;
}

/** @returns −log10 of the chance that the next image shows something never seen in the aspect; 0 when it shows nothing such */
export function itemDigits(
  { items }: ImageNorm,
  profile: ImageProfile,
  aspect: ItemAspect,
): { readonly digits: number; readonly fresh: readonly string[] } {
  const { seen, chances, novel } = items[aspect];
  const fresh = profile.items[aspect].filter((item) => !Object.hasOwn(seen, item));
  if (fresh.length === 0) return { digits: 0, fresh };
  const { a, b } = itemModels[aspect];
  return { digits: -Math.log10((novel + a) / (chances + a + b)), fresh };
}

function itemDeparture(
  norm: ImageNorm,
  profile: ImageProfile,
  aspect: ItemAspect,
  peers: ImageNorm | undefined,
): DepartureFinding | undefined {
  const { digits, fresh } = itemDigits(norm, profile, aspect);
  const [first] = fresh;
  if (digits < digitsNeeded || first === undefined) return undefined;
  const model = itemModels[aspect];
  const place = own(profile.places, first);
  const more = fresh.length - 1;
  const what = `${model.say(first)}${place === undefined ? '' : `: ${place}`}`;
  const rest =
    more === 0
      ? ''
      : `, and ${more} more new in this aspect (${fresh.slice(1, itemsNamed).join(', ')}${more >= itemsNamed ? ' …' : ''})`;
  const others =
    norm.kind === 'line' && peers !== undefined && peers.images >= peersNeeded ? peerWords(peers, aspect, first) : '';
  const head = `First ${model.say(first)} in ${norm.images} ${norm.kind === 'line' ? `versions of ${profile.name}` : `repositories like ${profile.name}`}`;
  return finding(norm, profile, {
    aspect,
    digits,
    severity: model.severity,
    title: `New in ${profile.name}: ${what}`,
    sentence: `${head}${place === undefined ? '' : `: ${place}`}${rest}${others}.`,
    observed: fresh.slice(0, itemsNamed).join(', '),
    subject: first,
    path: place,
  });
}

/** An image may call a variable `constructor`. */
function own<T>(values: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function peerWords(peers: ImageNorm, aspect: ItemAspect, item: string): string {
  const count = own(peers.items[aspect].seen, item) ?? 0;
  return count === 0
    ? `; none of ${peers.images} other repositories has it either`
    : `; ${count} of ${peers.images} other repositories have it`;
}

/** @returns −log10 of the chance that the next image lies so far from all before it */
export function numberDigits(norm: ImageNorm, profile: ImageProfile, aspect: NumberAspect): number {
  const { values, steps } = norm.numbers[aspect];
  const logs = values.map((value) => Math.log1p(Math.max(0, value)));
  return stepDigits(nearest(Math.log1p(Math.max(0, profile.numbers[aspect])), logs), steps, numberModels[aspect]);
}

function numberDeparture(norm: ImageNorm, profile: ImageProfile, aspect: NumberAspect): DepartureFinding | undefined {
  const digits = numberDigits(norm, profile, aspect);
  if (digits < digitsNeeded) return undefined;
  const { values } = norm.numbers[aspect];
  const value = profile.numbers[aspect];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const { unit, severity } = numberModels[aspect];
  const range = least === most ? `always ${least}` : `between ${least} and ${most}`;
  return finding(norm, profile, {
    aspect,
    digits,
    severity,
    title: `${profile.name} ${value > most ? 'grew' : value < least ? 'shrank' : 'changed'} to ${value} ${unit}`,
    sentence: `${value} ${unit}, where ${norm.images} ${norm.kind === 'line' ? `versions of ${profile.name}` : 'other repositories'} had ${range}.`,
    observed: `${value} ${unit}`,
    subject: value > most ? 'more' : 'fewer',
    path: undefined,
  });
}

export function packageDigits(
  norm: ImageNorm,
  profile: ImageProfile,
): { readonly digits: number; readonly fresh: readonly string[] } {
  const { seen } = norm.items.package;
  const fresh = profile.items.package.filter((item) => !Object.hasOwn(seen, item));
  const steps = norm.newPackages.map((count) => Math.log1p(count));
  return { digits: stepDigits(Math.log1p(fresh.length), steps, numberModels['new-packages']), fresh };
}

function packageDeparture(norm: ImageNorm, profile: ImageProfile): DepartureFinding | undefined {
  const { digits, fresh } = packageDigits(norm, profile);
  if (digits < digitsNeeded) return undefined;
  const most = Math.max(0, ...norm.newPackages);
  return finding(norm, profile, {
    aspect: 'new-packages',
    digits,
    severity: numberModels['new-packages'].severity,
    title: `${fresh.length} packages are new in ${profile.name}`,
    sentence: `${fresh.length} packages that none of ${norm.images} ${norm.kind === 'line' ? 'versions' : 'other repositories'} had, among them ${fresh.slice(0, itemsNamed).join(', ')}; until now at most ${most} came at once.`,
    observed: fresh.slice(0, itemsNamed).join(', '),
    subject: 'packages',
    path: undefined,
  });
}

/**
 * A step's chance: the tail of Student's t around the usual small steps, or how often steps as large happened, whichever is larger.
 * The largest tenth of the steps tells of rebases, not of the usual, and is left out of the scale.
 */
function stepDigits(step: number, steps: readonly number[], { scale }: NumberModel): number {
  if (step === 0 || !Number.isFinite(step)) return 0;
  const usual = [...steps].sort((a, b) => a - b).slice(0, Math.ceil(steps.length * 0.9));
  const sum = usual.reduce((total, one) => total + one * one, 0);
  const deviation = Math.sqrt((priorWeight * scale * scale + sum) / (priorWeight + usual.length));
  const tail = studentTail(step / deviation, priorWeight + usual.length);
  const asLarge = steps.filter((one) => one >= step * 0.9).length;
  const happened = (asLarge + 0.02) / (steps.length + 15);
  return -Math.log10(Math.min(1, Math.max(tail, happened)));
}

interface Departure {
  readonly aspect: string;
  readonly digits: number;
  readonly severity: DepartureFinding['severity'];
  readonly title: string;
  readonly sentence: string;
  readonly observed: string;
  readonly subject: string;
  readonly path: string | undefined;
}

function finding(norm: ImageNorm, profile: ImageProfile, departure: Departure): DepartureFinding {
  const { aspect, digits, severity, title, sentence, observed, subject, path } = departure;
  const rounded = Math.round(digits * 100) / 100;
  return {
    kind: 'detection',
    key: `departure:${aspect}:${subject}`,
    severity,
    title,
    sentence,
    remedy: `See what changed in the build of ${profile.name}; if it is meant, the next versions are not told of it again.`,
    why: {
      source: `image-norm/${norm.kind}`,
      condition: `${rounded} digits of surprise, more than the ${digitsNeeded.toFixed(2)} that ${aspects} aspects ask for`,
      observed,
      path: path?.replace(/^\//, ''),
      layer: undefined,
      command: undefined,
      origin: 'unknown',
      dataAt: undefined,
    },
    suppressed: undefined,
    aspect,
    digits: rounded,
    images: norm.images,
  };
}
