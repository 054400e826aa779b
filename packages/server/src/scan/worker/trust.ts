/**
 * Whom the server trusts to sign: files that people put into a folder of its data directory.
 *
 * in     `*.pem` and `*.pub`: public keys; `signers.json`: who may sign keyless, who vouches for them, under which trust root beside it
 * out    which attestations beside an image were signed by them; notes about what cannot be used
 * holds  read anew for each image, so that a key that is taken away vouches for nothing more; what cannot be read trusts nobody
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type KeylessTrust,
  type OpenedImage,
  type Referrer,
  readPublicKey,
  ScanError,
  signerIdentity,
  type TrustedKey,
  type VerifiedAttestation,
  verifySignatures,
} from '@plimsoll/scan';
import { z } from 'zod';
import { namesIn, notThere } from './given-folder.ts';

export interface Attested {
  readonly attestations: readonly VerifiedAttestation[];
  readonly notes: readonly string[];
}

export interface TrustFolder {
  /** @param referrers what hangs on the image in its registry */
  attested(image: Pick<OpenedImage, 'digest' | 'indexDigest'>, referrers: readonly Referrer[]): Promise<Attested>;
}

const mostKeys = 100;
const mostBytes = 4 * 1024 * 1024;
const signersFile = 'signers.json';

/** The trust root is a trusted_root.json: https://github.com/sigstore/protobuf-specs */
const Signers = z
  .array(
    z.strictObject({
      trustRoot: z.string().regex(/^[\w-][\w.-]*$/, 'is no name of a file in this folder'),
      identity: z.string().min(1),
      issuer: z.string().min(1),
    }),
  )
  .max(20);

export function createTrustFolder(folder: string): TrustFolder {
  return {
    async attested({ digest, indexDigest }, referrers) {
      if (digest === undefined || referrers.length === 0) return { attestations: [], notes: [] };
      const notes: string[] = [];
      const note = (what: string, error: unknown) => notes.push(`Trust: ${reasonOf(what, error)}`);
      const keys = await keysIn(folder, note);
      const signers = await signersIn(folder, note);
      const attestations: VerifiedAttestation[] = [];
      const trusted = [...(keys.length === 0 ? [] : [{ keys, keyless: undefined }]), ...signers];
      for (const each of trusted) {
        try {
          attestations.push(...(await verifySignatures({ digest, indexDigest, referrers, ...each })).attestations);
        } catch (error) {
          note(signersFile, error);
        }
      }
      return { attestations, notes };
    },
  };
}

type Note = (what: string, error: unknown) => void;

async function keysIn(folder: string, note: Note): Promise<readonly TrustedKey[]> {
  const keys: TrustedKey[] = [];
  const names = (await namesIn(folder)).filter((name) => /\.(?:pem|pub)$/.test(name));
  if (names.length > mostKeys) note('', new Error(`of ${names.length} keys the first ${mostKeys} were read`));
  for (const name of names.slice(0, mostKeys)) {
    try {
      keys.push(readPublicKey(await textOf(join(folder, name)), name));
    } catch (error) {
      note(name, error);
    }
  }
  return keys;
}

async function signersIn(folder: string, note: Note): Promise<readonly { keys: []; keyless: KeylessTrust }[]> {
  try {
    const text = await textOf(join(folder, signersFile)).catch(notThere);
    if (text === undefined) return [];
    const signers = Signers.parse(JSON.parse(text));
    return await Promise.all(
      signers.map(async ({ trustRoot, identity, issuer }) => {
        const root: unknown = JSON.parse(await textOf(join(folder, trustRoot)));
        return { keys: [], keyless: { root, issuer, identity: signerIdentity(identity) } };
      }),
    );
  } catch (error) {
    note(signersFile, error);
    return [];
  }
}

async function textOf(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > mostBytes) throw new Error(`it has ${size} bytes; at most ${mostBytes} are read`);
  return readFile(file, 'utf8');
}

function reasonOf(what: string, error: unknown): string {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  const why = issue === undefined ? messageOf(error) : `${issue.path.join('.') || 'it'}: ${issue.message}`;
  return error instanceof ScanError || what === '' ? `${why}.` : `${what}: ${why}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
