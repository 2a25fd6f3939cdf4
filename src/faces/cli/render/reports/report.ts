/** A report for other programs: what was found, and what becomes of the models. Pure. */
import { resolve } from 'node:path';
import { RANKS } from '../../../../domain/catalogue.js';
import { groupBy } from '../../../../domain/lists.js';
import { pathBelow, withSlashes } from '../../../../domain/paths.js';
import type { CliIo } from '../../io.js';
import type { Finding } from '../../../../operations/generated/shapes.js';

/** A finding with its place, as far as it has one. */
export interface ReportFinding extends Omit<Finding, 'file' | 'line' | 'column'> {
  /** What every finding with this code means; null if the code says it. */
  readonly title: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** Whether what it is about does not pass because of it. */
  readonly fails: boolean;
}

/** A model, and what a command says about it. */
export interface ReportModel {
  /** Null if the file has no model that can be registered. */
  readonly id: string | null;
  readonly file: string;
  /** The version so far; null if there is none. */
  readonly before: string | null;
  /** The version to come; null if there is none. */
  readonly after: string | null;
  readonly verdict: string;
}

/** What a report is made of. */
export interface Report {
  readonly findings: readonly ReportFinding[];
  readonly models: readonly ReportModel[];
}

/** Where a report is read. */
export interface ReportContext {
  /** The name of the command. */
  readonly command: string;
  /** The version of the program. */
  readonly version: string;
  /** Returns the path of a file as the reader knows it. */
  readonly locate: (file: string) => string;
}

/** Returns where the report of a call is read. */
export function createReportContext({ command, io }: ReportCall): ReportContext {
  const locate = createLocate(io.cwd, io.env['GITHUB_WORKSPACE']);
  return { command: command.name, version: io.version, locate };
}

interface ReportCall {
  readonly command: { readonly name: string };
  readonly io: Pick<CliIo, 'cwd' | 'env' | 'version'>;
}

/**
 * Returns paths relative to the working copy that is checked, which on GitHub is not always the working
 * directory. A file elsewhere keeps its absolute path.
 */
function createLocate(cwd: string, workspace: string | undefined): ReportContext['locate'] {
  const isWithin = workspace !== undefined && pathBelow(workspace, cwd) !== undefined;
  const root = isWithin ? workspace : cwd;
  return (file) => {
    const path = resolve(cwd, file);
    return withSlashes(pathBelow(root, path) ?? path);
  };
}

/** Sorts findings by severity, and keeps their order otherwise. */
export function sortBySeverity(findings: readonly ReportFinding[]): ReportFinding[] {
  return findings.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}

/** A model or a file, and the findings about it. */
export interface ReportGroup {
  readonly model: ReportModel;
  readonly findings: readonly ReportFinding[];
}

/**
 * Groups findings by model, and those that name none by file.
 *
 * @returns also what is about neither
 */
export function groupByModel({ findings, models }: Report): {
  readonly groups: readonly ReportGroup[];
  readonly others: readonly ReportFinding[];
} {
  const byId = new Map(models.map((it) => [it.id ?? '', it]));
  const byFile = new Map(models.map((it) => [it.file, it]));
  const ownerOf = ({ model_id: id, file }: ReportFinding): ReportModel | undefined =>
    (id === null ? undefined : byId.get(id)) ?? byFile.get(file ?? '');
  const owned = groupBy(findings, ownerOf);
  return {
    groups: models.map((model) => ({ model, findings: owned.get(model) ?? [] })),
    others: owned.get(undefined) ?? [],
  };
}
