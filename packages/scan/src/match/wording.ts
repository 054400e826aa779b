/** A match in plain words: what is affected, on what grounds, what to do. */
import { type BaseImage, isOsPackage, type Layer, type Package } from '@plimsoll/core';
import type { Decision } from './decide.ts';
import type { Vulnerability } from './group.ts';

export interface Told {
  readonly title: string;
  readonly sentence: string;
  readonly condition: string;
  readonly observed: string;
  readonly remedy: string | undefined;
}

interface Telling {
  readonly pkg: Package;
  readonly vulnerability: Vulnerability;
  readonly decision: Decision;
  readonly summary: string;
  readonly layer: Layer | undefined;
  readonly base: BaseImage | undefined;
  readonly systemIsPastSupport: boolean;
}

export function tell(telling: Telling): Told {
  const { pkg, vulnerability, decision, summary } = telling;
  const { lookUp, advisory, condition } = decision.ground;
  const record = advisory.id === vulnerability.id || advisory.id.includes(vulnerability.id) ? '' : ` (${advisory.id})`;
  const what = `${subject(telling)}${place(telling)}`;
  const sentence =
    decision.verdict === 'affected'
      ? `${what} is affected by ${vulnerability.id}${record}: ${outlook(decision)}.`
      : `Whether ${what} is affected by ${vulnerability.id}${record} cannot be decided: ${undecidable(pkg, condition)}.`;
  return {
    title: `${pkg.name}: ${summary === '' ? vulnerability.id : summary}`,
    sentence,
    condition: `${lookUp.ecosystem} ${lookUp.name}: ${condition}`,
    observed: what,
    remedy: remedy(telling),
  };
}

/** `libssl3 3.0.11-1~deb12u1 (source openssl 3.0.11-1)`: the source's version only where it is another. */
function subject({ pkg, decision }: Telling): string {
  const { name, version, bySource } = decision.ground.lookUp;
  const shown = `${pkg.name}${pkg.version === undefined ? '' : ` ${pkg.version}`}`;
  if (!bySource) return shown;
  return `${shown} (source ${name}${version === pkg.version || version === undefined ? '' : ` ${version}`})`;
}

function place({ pkg, layer }: Telling): string {
  const where = layer === undefined ? '' : ` in layer ${layer.index + 1}`;
  if (pkg.evidence === 'declared') return ` named in ${pkg.path}${where}`;
  return isOsPackage(pkg.type) ? where : ` at ${pkg.path}${where}`;
}

function outlook({ status, fixedIn, ground }: Decision): string {
  switch (status) {
    case 'fixed':
      return `fixed in ${fixedIn}`;
    case 'fix-needs-subscription':
      return `fixed in ${fixedIn}, which needs a subscription`;
    case 'will-not-fix':
      return 'the distribution will not fix it';
    case 'fix-deferred':
      return 'the distribution has put the fix off';
    case 'under-investigation':
      return 'the distribution is still looking into it';
    case 'end-of-life':
      return 'this release is past its end of life and gets no more fixes';
    default:
      return ground.condition === 'all versions, no fix known' || ground.condition === ''
        ? 'no fix is known'
        : `no fix is known (${ground.condition})`;
  }
}

function undecidable(pkg: Package, condition: string): string {
  const rule = condition === '' ? 'some versions are affected' : condition;
  return pkg.version === undefined
    ? `it does not say its version (${rule})`
    : `its version cannot be compared (${rule})`;
}

function remedy({ pkg, decision, base, systemIsPastSupport }: Telling): string | undefined {
  const { fixedIn, status, ground, verdict } = decision;
  const bySource = ground.lookUp.bySource && ground.lookUp.name !== pkg.name;
  const upgrade =
    fixedIn === undefined
      ? undefined
      : bySource
        ? `upgrade ${pkg.name} to a build of ${ground.lookUp.name} ${fixedIn} or later`
        : `upgrade ${pkg.name} to ${fixedIn} or later`;
  if (verdict === 'undecided')
    return sentence(`find out which version of ${pkg.name} this is${upgrade === undefined ? '' : `, or ${upgrade}`}`);
  if (status === 'end-of-life' && systemIsPastSupport)
    return 'Move to a release of the distribution that is still supported.';
  if (upgrade === undefined) {
    const last = /^(.+) is the last version known to be affected$/.exec(ground.condition)?.[1];
    return last === undefined ? undefined : sentence(`move ${pkg.name} to a version after ${last}, if there is one`);
  }
  if (status === 'fix-needs-subscription') return sentence(`${upgrade}, with the distribution's extended support`);
  if (pkg.origin !== 'base') return sentence(upgrade);
  return sentence(`rebase onto a newer ${base?.name ?? 'base image'}, or ${upgrade}`);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
