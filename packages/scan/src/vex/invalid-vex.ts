import { ScanError } from '../errors.ts';

export function invalidVex(name: string, message: string, cause?: unknown): ScanError {
  return new ScanError('VEX_INVALID', `${name}: ${message}`, {
    hint: 'VEX is read as OpenVEX 0.2, CycloneDX JSON with vulnerabilities, or CSAF 2.0; in an in-toto attestation or not.',
    cause,
  });
}
