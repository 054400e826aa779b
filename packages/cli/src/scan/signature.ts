import {
  readPublicKey,
  type Scanned,
  type SignatureVerdict,
  type SignedBy,
  signerIdentity,
  verifySignatures,
} from '@plimsoll/scan';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { printable } from '../ui/printable.ts';
import { readInputText } from './input-file.ts';

interface Wanted {
  readonly key: readonly string[];
  readonly trustRoot: string | undefined;
  readonly identity: string | undefined;
  readonly issuer: string | undefined;
}

/** Checked before the scan: a command line that asks for half of a proof must not cost one. */
export function checkSignatureRequest({ trustRoot, identity, issuer }: Wanted): void {
  const given = [trustRoot, identity, issuer].filter((part) => part !== undefined).length;
  if (given !== 0 && given !== 3)
    throw new CliError('USAGE', '--trust-root, --identity and --issuer belong together', {
      hint: 'A certificate of anybody proves nothing: say who must have signed, and who must vouch for them.',
    });
}

/** undefined: nobody asked whether it is signed. */
export async function checkSignature(
  { opened }: Scanned,
  { key, trustRoot, identity, issuer }: Wanted,
  { err }: Pick<Context, 'err'>,
): Promise<SignatureVerdict | undefined> {
  if (key.length === 0 && trustRoot === undefined) return undefined;
  if (opened?.digest === undefined) {
    const problem = 'only images of a registry, layout or archive have signatures';
    await err.line(`not signed  ${problem}`);
    return { verified: false, by: [], attestations: [], problems: [problem] };
  }
  const keys = await Promise.all(key.map(async (file) => readPublicKey(await readInputText(file), file)));
  const keyless =
    trustRoot === undefined || identity === undefined || issuer === undefined
      ? undefined
      : { root: parseRoot(await readInputText(trustRoot)), issuer, identity: signerIdentity(identity) };
  const referrers = await opened.referrers();
  const verdict = await verifySignatures({
    digest: opened.digest,
    indexDigest: opened.indexDigest,
    referrers,
    keys,
    keyless,
  });
  for (const by of verdict.by) await err.line(`signed  by ${printable(signerText(by))}`);
  for (const { predicateType, by } of verdict.attestations)
    await err.line(`attested  ${printable(predicateType)} by ${printable(signerText(by))}`);
  if (!verdict.verified) {
    await err.line('not signed  by anybody you trust');
    await err.lines(verdict.problems.map((problem) => `  ${printable(problem)}`));
  }
  return verdict;
}

function signerText(by: SignedBy): string {
  return by.how === 'key' ? by.key : `${by.subject} (${by.issuer})`;
}

/** What is no JSON is refused with the same words as what is no trust root. */
function parseRoot(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
