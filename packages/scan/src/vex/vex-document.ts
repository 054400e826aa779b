/**
 * What somebody who knows a product says of vulnerabilities in it.
 *
 * in     OpenVEX, CycloneDX and CSAF documents; exceptions that the owner of an image made
 * out    findings with `suppressed` set, and a VEX document of our own
 * holds  only a statement whose product was recognised suppresses anything; what is suppressed stays in the report; the latest word
 *        wins, and of words at one time the one that suppresses least; what lies beside an image suppresses nothing until somebody
 *        trusted is known to have signed it
 */
import type { EpochMs } from '@plimsoll/core';

export interface VexDocument {
  /** The document's own id. */
  readonly id: string;
  /** Where it was read from. */
  readonly name: string;
  readonly format: 'openvex' | 'cyclonedx' | 'csaf';
  readonly author: string;
  /**
   * given: handed over by whoever runs the scan. unverified: taken out of an attestation whose signature nobody has verified.
   * verified: its signature was.
   */
  readonly trust: 'given' | 'unverified' | 'verified';
  /** It lay beside the image in its registry, where whoever may write to the repository can put one: counts only when it is verified. */
  readonly beside?: true;
  readonly statements: readonly VexStatement[];
  /** What of it could not be used. */
  readonly notes: readonly string[];
}

export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

export interface VexStatement {
  /** Every name of the vulnerability. */
  readonly vulnerability: readonly string[];
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  /** `vulnerable_code_not_present`, and what the author adds in words. '' without. */
  readonly justification: string;
  /** undefined: nowhere told; earlier than any other. */
  readonly at: EpochMs | undefined;
}

/** A product by all that identifies it; any of them will do. */
export interface VexProduct {
  readonly identifiers: readonly VexIdentifier[];
  /** Parts the statement is limited to; [] is the whole product. */
  readonly subcomponents: readonly (readonly VexIdentifier[])[];
}

export type VexIdentifier =
  | {
      readonly kind: 'purl';
      readonly purl: string;
      /** Versions and `vers:` ranges: only what has one of them, or lies in one. */
      readonly within?: readonly string[];
    }
  /** `sha256:…` */
  | { readonly kind: 'digest'; readonly digest: string }
  /** `registry.example/shop/web`, with a tag or digest or without. */
  | { readonly kind: 'image'; readonly reference: string }
  /** `cpe:/o:redhat:enterprise_linux:9`: a system; others are not kept. */
  | { readonly kind: 'cpe'; readonly cpe: string };
