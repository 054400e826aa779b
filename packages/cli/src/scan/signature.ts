import {
  type KeylessTrust,
  readPublicKey,
  type Scanned,
  type SignatureVerdict,
  type SignedBy,
  signerIdentity,
  type TrustedKey,
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

export interface SignatureRequest {
  readonly keys: readonly TrustedKey[];
  readonly keyless: KeylessTrust | undefined;
}

/** Read before the scan: a key that is none must not cost one. undefined: nobody asked whether it is signed. */
export async function readSignatureRequest({
  key,
  trustRoot,
  identity,
  issuer,
}: Wanted): Promise<SignatureRequest | undefined> {
  const given = [trustRoot, identity, issuer].filter((part) => part !== undefined).length;
  if (given !== 0 && given !== 3)
    throw new CliError('USAGE', '--trust-root, --identity and --issuer belong together', {
      hint: 'A certificate of anybody proves nothing: say who must have signed, and who must vouch for them.',
    });
  if (key.length === 0 && trustRoot === undefined) return undefined;
  const keys = await Promise.all(key.map(async (file) => readPublicKey(await readInputText(file), file)));
  const keyless =
    trustRoot === undefined || identity === undefined || issuer === undefined
      ? undefined
      : { root: parseRoot(await readInputText(trustRoot)), issuer, identity: signerIdentity(identity) };
  return { keys, keyless };
}

/** undefined: nobody asked whether it is signed. */
export async function checkSignature(
  { opened }: Scanned,
  wanted: SignatureRequest | undefined,
  { err }: Pick<Context, 'err'>,
): Promise<SignatureVerdict | undefined> {
  if (wanted === undefined) return undefined;
  if (opened?.digest === undefined) {
    const problem = 'only images of a registry, layout or archive have signatures';
    await err.line(`not signed  ${problem}`);
    return { verified: false, by: [], attestations: [], problems: [problem] };
  }
  const referrers = await opened.referrers();
  const verdict = await verifySignatures({
    digest: opened.digest,
    indexDigest: opened.indexDigest,
    referrers,
    ...wanted,
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
