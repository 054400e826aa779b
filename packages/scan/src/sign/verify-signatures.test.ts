import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Digest } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Referrer } from '../source/source.ts';
import { preAuthEncoding } from './dsse.ts';
import { digestOfStatement, inToto, signPredicate } from './payload.ts';
import { signerIdentity } from './signer-identity.ts';
import { readPublicKey } from './trusted-key.ts';
import { verifySignatures } from './verify-signatures.ts';

const digest: Digest = `sha256:${'d'.repeat(64)}`;
const other: Digest = `sha256:${'e'.repeat(64)}`;
const signatureType = 'application/vnd.dev.cosign.simplesigning.v1+json';
const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const pairs = {
  ecdsa: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed25519: generateKeyPairSync('ed25519'),
};
const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const trusted = (key: KeyObject, name = 'team.pub') =>
  readPublicKey(String(key.export({ type: 'spki', format: 'pem' })), name);
const signed = (bytes: Uint8Array, key: KeyObject) =>
  sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, key).toString('base64');

function referrerOf(artifactType: string, bytes: Uint8Array, annotations: Record<string, string> = {}): Referrer {
  const part = { mediaType: artifactType, bytes: bytes.length, annotations, content: async () => bytes };
  return { digest: other, artifactType, bytes: 1, annotations: {}, parts: async () => [part], content: part.content };
}

function simpleSigning(about: string, key: KeyObject): Referrer {
  const image = { 'docker-manifest-digest': about };
  const document = { critical: { identity: {}, image, type: 'cosign container image signature' }, optional: null };
  const payload = Buffer.from(JSON.stringify(document));
  return referrerOf(signatureType, payload, { 'dev.cosignproject.cosign/signature': signed(payload, key) });
}

function envelope(about: Digest, predicateType: string, key: KeyObject): Record<string, unknown> {
  const subject = [{ name: 'web', digest: { sha256: about.slice(7) } }];
  const payload = Buffer.from(
    JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate: {} }),
  );
  const sig = signed(preAuthEncoding({ payloadType: inToto, payload }), key);
  return { payloadType: inToto, payload: payload.toString('base64'), signatures: [{ sig }] };
}
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const bundleOf = (about: Digest, predicate: string, key: KeyObject) =>
  referrerOf(bundleType, json({ mediaType: bundleType, dsseEnvelope: envelope(about, predicate, key) }));

const verify = (
  referrers: readonly Referrer[],
  keys = Object.values(pairs).map(({ publicKey }) => trusted(publicKey)),
) => verifySignatures({ digest, referrers, keys, keyless: undefined });

describe.each(Object.entries(pairs))('a signature by an %s key', (_, { privateKey, publicKey }) => {
  const keys = [trusted(stranger.publicKey, 'other.pub'), trusted(publicKey)];

  it('is verified as simple signing and as bundle', async () => {
    for (const referrer of [simpleSigning(digest, privateKey), bundleOf(digest, signPredicate, privateKey)])
      expect(await verify([referrer], keys)).toEqual({
        verified: true,
        by: [{ how: 'key', key: 'team.pub' }],
        attestations: [],
        problems: [],
      });
  });

  it('of another image counts for nothing', async () => {
    for (const referrer of [simpleSigning(other, privateKey), bundleOf(other, signPredicate, privateKey)]) {
      const { verified, problems } = await verify([referrer], keys);
      expect(verified).toBe(false);
      expect(problems[0]).toMatch(/another image/);
    }
  });

  it('counts for nothing under another key', async () => {
    for (const referrer of [simpleSigning(digest, privateKey), bundleOf(digest, signPredicate, privateKey)]) {
      const { verified, problems } = await verify([referrer], [trusted(stranger.publicKey)]);
      expect(verified).toBe(false);
      expect(problems[0]).toMatch(/none of the given keys/);
    }
  });
});

it('tells attestations from signatures', async () => {
  const predicate = 'https://openvex.dev/ns/v0.2.0';
  const signed = envelope(digest, predicate, pairs.rsa.privateKey) as { readonly payload: string };
  const attestation = referrerOf('application/vnd.dsse.envelope.v1+json', json(signed));
  const { verified, attestations } = await verify([attestation]);
  expect(verified).toBe(false);
  const statement = digestOfStatement(Buffer.from(signed.payload, 'base64'));
  expect(attestations).toEqual([
    { referrer: other, statement, predicateType: predicate, by: { how: 'key', key: 'team.pub' } },
  ]);
});

it('says that there is none', async () => {
  expect(await verify([])).toMatchObject({ verified: false, problems: ['the image has no signature'] });
});

it('finds the good one among others', async () => {
  const { verified, problems } = await verify([
    simpleSigning(digest, stranger.privateKey),
    referrerOf(bundleType, Buffer.from('{')),
    simpleSigning(digest, pairs.ecdsa.privateKey),
  ]);
  expect(verified).toBe(true);
  expect(problems).toHaveLength(2);
});

it('verifies nothing that was changed, wherever it was', async () => {
  const good = [simpleSigning(digest, pairs.ecdsa.privateKey), bundleOf(digest, signPredicate, pairs.ecdsa.privateKey)];
  const bytes = await Promise.all(good.map((each) => each.content()));
  await fc.assert(
    fc.asyncProperty(fc.nat(1), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, at, flip) => {
      const changed = Uint8Array.from(bytes[which] as Uint8Array);
      changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ flip;
      const [part] = (await good[which]?.parts?.()) ?? [];
      const result = await verify([referrerOf(good[which]?.artifactType ?? '', changed, { ...part?.annotations })]);
      // Outside of the signed part a change may make no difference: then it is the same statement that was signed.
      if (result.verified) expect(which).toBe(1);
      if (which === 0) expect(result.verified).toBe(false);
    }),
  );
});

it.each(['', 'x', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'])('takes %j for no key', (pem) => {
  expect(() => readPublicKey(pem, 'k.pub')).toThrow(/^k\.pub cannot be trusted as a key/);
});

it('trusts no short RSA key and no private key', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  expect(() => trusted(short.publicKey)).toThrow(/1024 bits/);
  const pem = String(pairs.ecdsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  expect(() => readPublicKey(pem, 'k')).toThrow(/no PEM of a public key/);
});

/** Made with a Sigstore of its own: certificate authority, certificate log and transparency log. See fixtures/README.md. */
describe('an index of many platforms', () => {
  const { privateKey, publicKey } = pairs.ecdsa;
  const index: Digest = `sha256:${'1'.repeat(64)}`;
  const of = (indexDigest: Digest | undefined, referrers: readonly Referrer[]) =>
    verifySignatures({ digest, indexDigest, referrers, keys: [trusted(publicKey)], keyless: undefined });

  it('vouches for the image that was chosen from it, in both forms', async () => {
    for (const referrer of [simpleSigning(index, privateKey), bundleOf(index, signPredicate, privateKey)])
      expect(await of(index, [referrer])).toMatchObject({ verified: true, problems: [] });
  });

  it('vouches for no image that did not come from it', async () => {
    for (const asked of [undefined, other])
      expect(await of(asked, [simpleSigning(index, privateKey)])).toMatchObject({ verified: false });
  });
});

it('believes no bundle that signs two things at once', async () => {
  const dsseEnvelope = envelope(digest, signPredicate, pairs.ecdsa.privateKey);
  const two = referrerOf(
    bundleType,
    json({ mediaType: bundleType, dsseEnvelope, messageSignature: { signature: '' } }),
  );
  expect(await verify([two])).toMatchObject({ verified: false, problems: [expect.stringContaining('two things')] });
});

describe('keyless', () => {
  const fixture = JSON.parse(readFileSync(new URL('./fixtures/keyless.json', import.meta.url), 'utf8'));
  const payload = Buffer.from(fixture.simpleSigning.payload, 'base64');
  const legacy = referrerOf(signatureType, payload, fixture.simpleSigning.annotations);
  const bundle = referrerOf(bundleType, json(fixture.bundle));
  const keyless = { root: fixture.root, issuer: fixture.issuer, identity: signerIdentity(fixture.subject) };
  const check = (referrers: readonly Referrer[], changed: Partial<typeof keyless> = {}, of: Digest = digest) =>
    verifySignatures({ digest: of, referrers, keys: [], keyless: { ...keyless, ...changed } });

  it('is verified against the trust root, in both forms', async () => {
    for (const referrer of [legacy, bundle])
      expect(await check([referrer])).toEqual({
        verified: true,
        by: [{ how: 'keyless', subject: fixture.subject, issuer: fixture.issuer }],
        attestations: [],
        problems: [],
      });
  });

  it('verifies attestations', async () => {
    const { attestations, verified } = await check([referrerOf(bundleType, json(fixture.attestation))]);
    expect(verified).toBe(false);
    expect(attestations).toMatchObject([{ predicateType: 'https://openvex.dev/ns/v0.2.0' }]);
  });

  it('wants the identity whole, not somewhere in it', async () => {
    const { subject } = fixture;
    for (const text of [subject.slice(0, -1), `${subject}x`, '/web/', subject.replace('.', 'x'), '/.*@refs/heads/mai/'])
      expect((await check([legacy, bundle], { identity: signerIdentity(text) })).verified).toBe(false);
    for (const text of [subject, '/https://forge\\.example/shop/.*/'])
      expect((await check([legacy, bundle], { identity: signerIdentity(text) })).verified).toBe(true);
  });

  it('wants the issuer, and this image', async () => {
    expect((await check([legacy, bundle], { issuer: 'https://token.forge.example.evil' })).verified).toBe(false);
    expect((await check([legacy, bundle], {}, other)).verified).toBe(false);
  });

  it.each(['tlogs', 'certificateAuthorities', 'ctlogs'])('wants what is under %s of the trust root', async (key) => {
    const root = structuredClone(fixture.root);
    const spki = pairs.ecdsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    if (key === 'certificateAuthorities') root[key][0].validFor = { start: '2030-01-01T00:00:00Z' };
    else root[key][0].publicKey.rawBytes = spki;
    const { verified, problems } = await check([legacy, bundle], { root });
    expect(verified).toBe(false);
    expect(problems).toHaveLength(2);
  });

  it('takes no signature of another certificate’s key', async () => {
    const changed = structuredClone(fixture.bundle);
    changed.dsseEnvelope = envelope(digest, signPredicate, pairs.ecdsa.privateKey);
    expect((await check([referrerOf(bundleType, json(changed))])).verified).toBe(false);
    const annotations = { ...fixture.simpleSigning.annotations };
    annotations['dev.cosignproject.cosign/signature'] = signed(payload, pairs.ecdsa.privateKey);
    expect((await check([referrerOf(signatureType, payload, annotations)])).verified).toBe(false);
  });

  it('refuses a trust root that is none', async () => {
    for (const root of [{}, [], 'x', { certificateAuthorities: [{}] }])
      await expect(check([legacy], { root: root as object })).rejects.toMatchObject({ code: 'TRUST_ROOT_INVALID' });
  });
});

it('survives whatever hangs on an image', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  );
  const types = fc.constantFrom(bundleType, signatureType, 'application/vnd.dsse.envelope.v1+json');
  const annotations = fc.dictionary(
    fc.constantFrom(
      'dev.cosignproject.cosign/signature',
      'dev.sigstore.cosign/certificate',
      'dev.sigstore.cosign/bundle',
    ),
    text,
  );
  await fc.assert(
    fc.asyncProperty(types, text, annotations, async (type, content, notes) => {
      expect((await verify([referrerOf(type, Buffer.from(content), notes)])).verified).toBe(false);
    }),
    { numRuns: 300 },
  );
});
