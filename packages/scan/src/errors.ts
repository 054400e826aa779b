/** What can go wrong in a scan. A code is stable and documented; a message names image, layer and file, and the hint says what to do. */
export type ScanErrorCode =
  // source
  | 'REFERENCE_INVALID'
  | 'IMAGE_NOT_FOUND'
  | 'PLATFORM_NOT_FOUND'
  | 'REGISTRY_UNREACHABLE'
  | 'REGISTRY_REFUSED'
  | 'REGISTRY_BUSY'
  | 'REGISTRY_ANSWER_INVALID'
  | 'CREDENTIALS_UNUSABLE'
  | 'MANIFEST_INVALID'
  | 'INDEX_TOO_DEEP'
  | 'DIGEST_MISMATCH'
  | 'DOWNLOAD_CUT'
  | 'ENGINE_UNREACHABLE'
  | 'SOURCE_UNREADABLE'
  // layer
  | 'LAYER_TRUNCATED'
  | 'LAYER_CORRUPT'
  | 'LAYER_TOO_LARGE'
  | 'LAYER_FOREIGN'
  | 'PATH_CLIMBS'
  | 'ARCHIVE_BOMB'
  | 'ARCHIVE_CORRUPT'
  | 'FILE_TOO_LARGE'
  // catalog
  | 'INVENTORY_UNREADABLE'
  // facts
  | 'FACTS_CORRUPT'
  // advisory
  | 'ADVISORIES_MISSING'
  | 'ADVISORIES_CORRUPT'
  | 'FEED_UNREACHABLE'
  | 'FEED_INVALID'
  | 'FEED_SHRANK'
  | 'UPDATE_RUNNING'
  // documents
  | 'SBOM_INVALID'
  | 'VEX_INVALID'
  | 'EXCEPTION_INVALID'
  | 'POLICY_INVALID'
  | 'COMMIT_UNKNOWN'
  | 'RULE_INVALID'
  // engines
  | 'CLAMD_UNREACHABLE'
  | 'YARA_UNAVAILABLE'
  // signatures
  | 'SIGNATURE_INVALID'
  | 'SIGNATURE_MISSING'
  | 'TRUST_ROOT_INVALID';

export class ScanError extends Error {
  override readonly name = 'ScanError';
  readonly code: ScanErrorCode;
  readonly hint: string;

  constructor(code: ScanErrorCode, message: string, { hint, cause }: { hint: string; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}
