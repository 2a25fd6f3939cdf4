import { findDiagnosticInfo } from '../../../../domain/catalogue.js';
import { summarizeReasons } from '../../../../domain/changes.js';
import type { ModelOutcome, RefusedFile } from '../../../../domain/model.js';
import type { FailOn } from '../../../../domain/options.js';
import type { Finding } from '../../../../operations/generated/shapes.js';
import { judgeOutcome } from '../../../../operations/verdict.js';
import { VERDICTS } from '../../../../operations/verdict-words.js';
import type { Report, ReportModel } from './report.js';

/** What a run or a check says about specs. */
export interface CheckedSpecs {
  readonly findings: readonly Finding[];
  readonly models: readonly ModelOutcome[];
  readonly refused_files: readonly RefusedFile[];
}

/** Makes a report of specs. @param failOn - the least severe findings that are not wanted */
export function reportSpecs(specs: CheckedSpecs, failOn: FailOn): Report {
  return {
    models: [...specs.models.map(reportModel), ...specs.refused_files.map(reportRefused)],
    findings: specs.findings.map((it) => ({
      ...it,
      title: findDiagnosticInfo(it.code)?.title ?? null,
      fails: isFailure(it, failOn),
    })),
  };
}

/** A version that is too small fails a check whatever else is let pass. */
function isFailure({ code, severity }: Finding, failOn: FailOn): boolean {
  if (severity === 'error' || code === 'GNN-W022') return true;
  return severity === 'warning' && failOn === 'warning';
}

function reportModel(outcome: ModelOutcome): ReportModel {
  const { model_id: id, file_path: file, previous_version: before, version: after } = outcome;
  return { id, file, before, after, verdict: describeOutcome(outcome) };
}

function describeOutcome(outcome: ModelOutcome): string {
  const { changes, previous_file_path: before } = outcome;
  const verdict = judgeOutcome(outcome);
  if (changes !== null && verdict !== null) {
    return `${VERDICTS[verdict]}: ${summarizeReasons(changes)}`;
  }
  if (outcome.outcome === 'new_model') return 'new';
  return outcome.outcome === 'updated' && before !== null
    ? `moved from ${before}`
    : outcome.outcome;
}

function reportRefused({ file_path: file }: RefusedFile): ReportModel {
  return { id: null, file, before: null, after: null, verdict: 'refused' };
}
