export type * from './advisory/advisory.ts';
export { type Attribution, attributions } from './advisory/attribution.ts';
export { defaultFeeds, optionalFeeds } from './advisory/feed/feeds.ts';
export { deltaBetween } from './advisory/generation/delta.ts';
export { type Generation, type OpenAdvisoriesOptions, openAdvisories } from './advisory/generation/open-generation.ts';
export { type AdvisoryStatus, statusOf } from './advisory/generation/status.ts';
export { normalName } from './advisory/record/package-name.ts';
export { type AdvisoryServer, type ServeOptions, serveAdvisories } from './advisory/serve/serve-advisories.ts';
export { mirrorFolder } from './advisory/update/keep-raw.ts';
export {
  type UpdateOptions,
  type UpdateProgress,
  type UpdateResult,
  updateAdvisories,
} from './advisory/update/update-advisories.ts';
export type { Cataloger } from './catalog/cataloger.ts';
export { type LicenceOptions, spdxOf } from './catalog/licence.ts';
export { type Support, supportOf } from './catalog/os/end-of-life.ts';
export { osCatalogers } from './catalog/os/os-catalogers.ts';
export { catalogers } from './catalog/registry.ts';
export { imageChecks } from './check/definitions.ts';
export { type Checked, checkImage, imageFormat } from './check/image-check.ts';
export * from './errors.ts';
export type * from './facts/analyzer.ts';
export { type AnalyzerSet, analyzerSet } from './facts/analyzer-set.ts';
export { type BaseClues, type BuildMaterial, findBase, originOf } from './facts/base-image.ts';
export {
  chainIds,
  createKnownImages,
  type KnownImage,
  type KnownImages,
  nothingKnown,
} from './facts/base-image-known.ts';
export { materialsOf } from './facts/base-image-provenance.ts';
export type * from './facts/contents.ts';
export { createFactFolder } from './facts/fact-folder.ts';
export type * from './facts/fact-store.ts';
export type * from './facts/layer-facts.ts';
export { createMemoryFacts } from './facts/memory-facts.ts';
export { type MergeOptions, mergeLayers, type ReadLayer } from './facts/merge.ts';
export { encodePathSet, openPathSet, type PathSet } from './facts/path-set.ts';
export { purlOf } from './facts/purl.ts';
export { createMalwareAnalyzer, type MalwareAnalyzerOptions } from './malware/analyzer.ts';
export { type Clamd, type ClamdOptions, createClamd } from './malware/clamd.ts';
export { malwareFindings } from './malware/finding.ts';
export { imageSigns } from './malware/image-signs.ts';
export { builtInYaraRules } from './malware/rules/registry.ts';
export type { YaraSource } from './malware/yara-source.ts';
export { type Matched, type MatchOptions, matchPackages } from './match/match-packages.ts';
export { type DeparturesOptions, departures, normNote } from './norm/departures.ts';
export { type ImageNorm, learnNorm } from './norm/norm.ts';
export { type ImageProfile, profileOf } from './norm/profile.ts';
export { countFindings, type FindingCounts, orderFindings, shownFindings } from './output/order-findings.ts';
export { renderers } from './output/registry.ts';
export type { Renderer, RenderOptions, ReportedCommit } from './output/renderer.ts';
export { scanReportJsonSchema, scanReportSchema } from './output/report-schema.ts';
export { type Upgrade, upgradesOf } from './output/upgrades.ts';
export { failOnPolicy } from './policy/fail-on.ts';
export { judgePolicy } from './policy/judge-policy.ts';
export type * from './policy/policy.ts';
export { readPolicy } from './policy/read-policy.ts';
export { type Attached, attachSbom, type SbomAttachment } from './sbom/attach-sbom.ts';
export { readSbom } from './sbom/read-sbom.ts';
export type { Sbom, SbomFormat } from './sbom/sbom.ts';
export { vulnerabilityUrl } from './sbom/vulnerability-url.ts';
export { writeCycloneDx } from './sbom/write-cyclonedx.ts';
export { writeSpdx23 } from './sbom/write-spdx23.ts';
export { writeSpdx30 } from './sbom/write-spdx30.ts';
export { createScanner, type ScannerOptions } from './scan/create-scanner.ts';
export { type Rematch, type Rematched, rematch } from './scan/rematch.ts';
export type * from './scan/scanner.ts';
export { createSecretAnalyzer, type SecretAnalyzerOptions } from './secret/analyzer.ts';
export { type ConfigSecret, redactCommand, redactConfig, secretsOfConfig } from './secret/config-secrets.ts';
export { type SecretFindingsOptions, secretFindings } from './secret/finding.ts';
export type { SecretRule } from './secret/rule.ts';
export { builtInSecretRules } from './secret/rules/registry.ts';
export { readSecretRules } from './secret/user-rules.ts';
export type * from './sign/signature.ts';
export { signerIdentity } from './sign/signer-identity.ts';
export { readPublicKey } from './sign/trusted-key.ts';
export { verifySignatures } from './sign/verify-signatures.ts';
export { type EngineSockets, engineSockets } from './source/engine/sockets.ts';
export { formatPlatform, parsePlatform } from './source/image/platform.ts';
export { openImage } from './source/open-image.ts';
export { parseReference, type Reference } from './source/reference.ts';
export { createRegistryClient, type RegistryClient, type Repository } from './source/registry/client.ts';
export { dockerCertificates } from './source/registry/docker-certificates.ts';
export { type DockerCredentialsOptions, dockerCredentials } from './source/registry/docker-config.ts';
export { proxyOf } from './source/registry/proxy.ts';
export type * from './source/source.ts';
export type { VersionOrder } from './version/order.ts';
export type * from './version/scheme.ts';
export { schemeOf, schemes } from './version/schemes.ts';
export type { Exception } from './vex/exception.ts';
export { exceptionNotes, exceptionSuppressor } from './vex/exception-suppressor.ts';
export { readExceptions } from './vex/read-exceptions.ts';
export { readVex } from './vex/read-vex.ts';
export type * from './vex/vex-document.ts';
export { mayHoldVex, readVexReferrers } from './vex/vex-referrers.ts';
export { type RepositoryDocuments, readVexRepository } from './vex/vex-repository.ts';
export { imagePurl, type VexJustification, type VexStatementOut, vexStatementsOf } from './vex/vex-statements.ts';
export { vexNotes, vexSuppressor } from './vex/vex-suppressor.ts';
export { writeOpenVex } from './vex/write-openvex.ts';
