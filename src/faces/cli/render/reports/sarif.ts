import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Location, Log, ReportingDescriptor, Result } from 'sarif';
import { sha256 } from '../../../../domain/canonical.js';
import { escapeControls, escapeJson } from '../escape.js';
import { sortBySeverity, type Report, type ReportContext, type ReportFinding } from './report.js';

/** The most results that GitHub takes of a run. */
const MAX_RESULTS = 5000;

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Renders a report in the Static Analysis Results Interchange Format, version 2.1.0. */
export function renderSarif(report: Report, context: ReportContext): string {
  const sorted = sortBySeverity(report.findings);
  const kept = sorted.slice(0, MAX_RESULTS);
  const rules = listRules(kept);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const fingerprint = createFingerprint();
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gnn-registry', version: context.version, rules } },
        automationDetails: { id: `gnn-registry/${context.command}/` },
        columnKind: 'unicodeCodePoints',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: describeLeftOut(sorted.length - kept.length),
          },
        ],
        results: kept.map((it) => ({
          ...createResult(it, context),
          ruleIndex: indexes.get(it.code) ?? -1,
          partialFingerprints: { 'gnnDeclaration/v1': fingerprint(it) },
        })),
      },
    ],
  };
  return escapeJson(`${JSON.stringify(log, null, 2)}\n`);
}

function describeLeftOut(count: number) {
  if (count === 0) return [];
  const text = `${count} less severe findings are left out`;
  return [{ level: 'warning' as const, message: { text } }];
}

/** A rule for each code, in the order of the codes. */
function listRules(findings: readonly ReportFinding[]): ReportingDescriptor[] {
  const byCode = new Map(findings.map((it) => [it.code, it]));
  return [...byCode.values()]
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, title, remedy, severity }) => ({
      id: code,
      shortDescription: { text: title ?? code.replace(/[-_]/g, ' ') },
      ...(remedy !== '' && { help: { text: remedy } }),
      defaultConfiguration: { level: LEVELS[severity] },
    }));
}

function createResult(finding: ReportFinding, { locate }: ReportContext): Result {
  const { code, severity, message, file } = finding;
  return {
    ruleId: code,
    level: LEVELS[severity],
    message: { text: escapeControls(message) },
    ...(file !== null && { locations: [createLocation(finding, locate(file))] }),
  };
}

function createLocation({ line, column, ...finding }: ReportFinding, path: string): Location {
  const { model_id: model, declaration } = finding;
  const name = [model, declaration].filter((it) => it !== null).join('/');
  return {
    physicalLocation: {
      artifactLocation: locateArtifact(path),
      ...(line !== null && { region: { startLine: line, ...(column && { startColumn: column }) } }),
    },
    ...(name !== '' && { logicalLocations: [{ fullyQualifiedName: escapeControls(name) }] }),
  };
}

function locateArtifact(path: string): ArtifactLocation {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  // Half a character cannot be encoded.
  const uri = path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}

/** A finding is the same one as long as its model and its declaration are, wherever they stand. */
function createFingerprint(): (finding: ReportFinding) => string {
  const seen = new Map<string, number>();
  return ({ code, model_id: model, file, declaration }) => {
    const key = JSON.stringify([code, model ?? file, declaration]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return sha256(JSON.stringify([key, count]));
  };
}
