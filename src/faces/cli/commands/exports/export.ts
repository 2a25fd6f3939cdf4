import { commitChange } from '../../../../operations/mutations/change.js';
import {
  addExportFormat,
  exportsOf,
  removeExport,
} from '../../../../operations/mutations/exports.js';
import { listHeld } from '../../../../operations/mutations/version-items.js';
import { measureExport, shownPath } from '../../../../operations/export-file.js';
import { workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { renderExports, sizeText } from '../../render/exports.js';
import { escapeControls } from '../../render/escape.js';
import { plural } from '../../../../domain/plural.js';
import { answer } from '../answer.js';
import { needed } from '../needed.js';

/** `export add REF --format FORMAT --path FILE` */
export async function addExportCommand(call: Call): Promise<number> {
  const { flags, words } = call;
  const format = needed(call, flags.export_format, '--format FORMAT, such as onnx');
  const path = needed(call, flags.path, '--path FILE');
  return answer(call, async ({ options, env }) => {
    const wish = { reference: words[0] ?? '', format, path, reason: flags.reason ?? null };
    const place = workplaceOf(options, env);
    const command = await measureExport(place, wish);
    const { result, changed } = await commitChange(place, addExportFormat, command);
    const { entry, version, exported } = result;
    if (exported.hash === null) {
      env.onNotice?.(`${exported.path} is not there: neither its hash nor its size is known.`);
    }
    const name = `${entry.model_id}@${version.version}`;
    const has = changed ? 'has the export' : 'has the export already:';
    return {
      data: { model_id: entry.model_id, version: version.version, export: exported, changed },
      ids: () => [entry.model_id],
      text: () => [
        `${name} ${has} ${format} ${escapeControls(exported.path)} (${sizeText(exported)})`,
      ],
    };
  });
}

/** `export list [REF]` */
export function listExportsCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const rows = listHeld(state.models, call.words[0], 'exports', exportsOf).map(
      ({ entry, version, thing }) => ({
        model_id: entry.model_id,
        version: version.version,
        ...thing,
      }),
    );
    return {
      data: { exports: rows },
      ids: () => rows.map((it) => it.path),
      rows: () => rows,
      text: (view) => renderExports(rows, view),
    };
  });
}

/** `export rm REF --format FORMAT [--path FILE]` */
export async function removeExportCommand(call: Call): Promise<number> {
  const { flags, words } = call;
  const format = needed(call, flags.export_format, '--format FORMAT, such as onnx');
  return answer(call, async ({ options, env }) => {
    const { result } = await commitChange(workplaceOf(options, env), removeExport, {
      reference: words[0] ?? '',
      format,
      path: flags.path === undefined ? undefined : shownPath(flags.path),
      reason: flags.reason ?? null,
    });
    const { entry, version, removed } = result;
    const name = `${entry.model_id}@${version.version}`;
    return {
      data: { model_id: entry.model_id, version: version.version, removed },
      ids: () => [entry.model_id],
      text: () => [
        `${plural(removed.length, 'export')} of ${name} forgotten; the ${removed.length === 1 ? 'file stays' : 'files stay'}`,
      ],
    };
  });
}
