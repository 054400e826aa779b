export { writeCycloneDx } from './sbom/write-cyclonedx.ts';
export { writeSpdx23 } from './sbom/write-spdx23.ts';
export { writeSpdx30 } from './sbom/write-spdx30.ts';
